"""How detectors read a record: order, words of danger, threads, restraint as intervals."""
