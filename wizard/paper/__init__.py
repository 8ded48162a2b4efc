"""Documents as they are printed: what stands on them, the fonts for it, and the same as PDF.

Take each from its own module: the library behind ``pdf`` takes half a second to load, which only who prints waits for.
"""
