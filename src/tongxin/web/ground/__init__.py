"""What the pages of places show: the tree, a village, a group or grid, a site."""
