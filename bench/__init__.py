"""Benchmarks: what pages, carts, documents, lists and orders cost, as ratios within one run.

``python -m bench`` runs all of them, ``--only walk`` one; a module each.
"""
