// By which shortest chain of citations does one paper lead back to another? Give ids or whole titles.
// :param later => 'Mamba: Linear-Time Sequence Modeling with Selective State Spaces'
// :param earlier => 'Long Short-Term Memory'
MATCH (a:Paper), (b:Paper)
WHERE (a.id = $later OR toLower(a.title) = toLower($later)) AND (b.id = $earlier OR toLower(b.title) = toLower($earlier)) AND a.id <> b.id
MATCH path = shortestPath((a)-[:CITES*1..8]->(b))
RETURN length(path) AS steps, a.label AS later, b.label AS earlier, [n IN nodes(path) | n.label] AS papers, [n IN nodes(path) | n.id] AS ids
ORDER BY steps, later, earlier, ids
