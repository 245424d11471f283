"""The demonstration town: Donghua's real division codes, everything else invented."""
