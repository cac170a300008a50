"""The graph: nodes and links woven from papers and linked entities, neighbourhoods, names."""
