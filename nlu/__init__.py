"""Understanding: what a sentence asks for, and how sure we may be of it."""
