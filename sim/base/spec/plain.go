package spec

// Plain returns what the node holds as plain Go values, as encoding/json would read them back:
// map[string]any, []any, string, int64, float64 or bool.
func (n *Node) Plain() any {
	switch n.form {
	case FormTable:
		m := make(map[string]any, len(n.keys))
		for _, key := range n.keys {
			m[key] = n.fields[key].Plain()
		}
		return m
	case FormArray:
		list := make([]any, 0, len(n.items))
		for _, item := range n.items {
			list = append(list, item.Plain())
		}
		return list
	case FormInteger:
		return n.integer
	case FormFloat:
		return n.float
	case FormBool:
		return n.truth
	}
	return n.text
}
