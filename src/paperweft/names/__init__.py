"""Names of things: normal forms, variants, abbreviations, slugs and the catalogue. A leaf: it imports no other part."""
