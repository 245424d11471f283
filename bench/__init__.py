"""One script a claim; each prints its figure beside a bound measured in the same run."""
