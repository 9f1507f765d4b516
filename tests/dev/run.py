#!/usr/bin/env python3
"""run.py BOURSE [TEST…]: black-box tests of `bourse dev`, all or those named as unittest does
(trading_test.TradeTest). Needs openssl, and no package beyond Python's library."""

import pathlib
import sys
import unittest

import dev_process

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    dev_process.binary = str(pathlib.Path(sys.argv[1]).resolve())
    loader = unittest.TestLoader()
    if sys.argv[2:]:
        tests = loader.loadTestsFromNames(sys.argv[2:])
    else:
        tests = loader.discover(str(pathlib.Path(__file__).parent), pattern="*_test.py")
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful())
