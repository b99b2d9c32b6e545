package cluster

import "strings"

// quote is a word for a POSIX shell, which takes every character in it for itself.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// quoteAll is a command line for a POSIX shell.
func quoteAll(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

// checkWord refuses text that could end a line or a word, which neither a script
// nor a scheduler takes for part of a name.
func checkWord(what, text string) error {
	for _, c := range text {
		if c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029' || c == '\u0085' {
			return refuse("choose another one", "%s %q has a control character", what, text)
		}
	}
	return nil
}

// shell is what of a job script differs between schedulers: expressions of a POSIX
// shell for the index of the task, from 1, and the number of processors.
type shell struct{ index, processors string }

// script is a job script of the Submission: it runs the shards of one task, or
// merges them all. The program takes the place of the script, so that it gets the
// signals of the scheduler; where a task has several shards, the script hands the
// signal on.
func (s *Submission) script(sh shell, merge bool) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# Written by simrun submit; simrun submit --resume writes it again.\n")
	b.WriteString("GOMAXPROCS=" + sh.processors + "\nexport GOMAXPROCS\n")
	switch {
	case merge:
		b.WriteString("exec " + quoteAll(s.mergeWords()) + "\n")
	case s.Stride == s.Shards:
		b.WriteString("exec " + quoteAll(s.runWords()) + " --shard " + sh.index + "/" + decimal(s.Shards) + "\n")
	default:
		b.WriteString(`# One task runs every ` + ordinal(s.Stride) + ` shard.
trap 'trap "" TERM; kill -TERM "$child" 2>/dev/null; wait "$child"; exit 143' TERM
worst=0
i=` + sh.index + `
while [ "$i" -le ` + decimal(s.Shards) + ` ]; do
	` + quoteAll(s.runWords()) + ` --shard "$i/` + decimal(s.Shards) + `" &
	child=$!
	wait "$child" || worst=$?
	i=$((i + ` + decimal(s.Stride) + `))
done
exit "$worst"
`)
	}
	return b.String()
}
