"""claimtrack: every figure of an article, who says it and where, and which cannot all be true."""

__version__ = "0.1.0"
