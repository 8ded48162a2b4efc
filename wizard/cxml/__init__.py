"""cXML as it crosses the wire: safe reading, DTD-valid writing. Pure: lxml and the standard library only.

`door` lets documents in, `envelope` opens them, `setup`, `cart`, `order` and `profile` read and write one
payload each, `redact` makes a document fit to be shown, `lint` says what is wrong with one.
"""
