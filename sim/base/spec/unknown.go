package spec

// Unknown records that a name refers to nothing, such as an endpoint that the file does not
// have, with the nearest known name or the list of them as the hint.
func (p *Problems) Unknown(what, name string, known []string) {
	hint := suggest(name, known, "there is")
	if len(known) == 0 {
		hint = "there is none"
	}
	p.Report(hint, "there is no %s %s", what, quoteText(name))
}
