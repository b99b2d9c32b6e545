package spec

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

func itoa(i int) string { return strconv.Itoa(i) }

// joinPath appends a segment, already quoted, to a dotted path.
func joinPath(path, segment string) string {
	if path == "" {
		return segment
	}
	if segment == "" {
		return path
	}
	return path + "." + segment
}

// quoteKey returns the key as TOML and our paths write it: bare where allowed, else quoted.
func quoteKey(key string) string {
	if isBareKey(key) {
		return key
	}
	return quoteText(key)
}

func isBareKey(key string) bool {
	for i := range len(key) {
		if !isBareByte(key[i]) {
			return false
		}
	}
	return key != ""
}

func isBareByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// IsName reports whether a text can be the name of a thing: a letter, then letters, digits
// and _, 100 bytes at most.
func IsName(s string) bool { return s != "" && len(s) <= maxName && isName(s) }

// isName reports whether s may name an arm, an endpoint and so on: [A-Za-z][A-Za-z0-9_]*.
func isName(s string) bool {
	return isBareKey(s) && !strings.Contains(s, "-") && s[0] != '_' && (s[0] < '0' || s[0] > '9')
}

var errPath = errors.New("not a path: write names with dots between them, as in endpoints.relapse.kind, and other keys in quotes")

// SplitPath cuts a dotted path into its keys; 'literal' and "basic" quotes protect dots.
func SplitPath(path string) ([]string, error) {
	var keys []string
	for rest := path; ; {
		key, after, err := cutSegment(rest)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
		if after == "" {
			return keys, nil
		}
		if after[0] != '.' {
			return nil, errPath
		}
		rest = after[1:]
	}
}

// cutSegment returns the first key of a path, unquoted, and what follows it.
func cutSegment(path string) (key, rest string, err error) {
	switch {
	case path == "":
		return "", "", errPath
	case path[0] == '\'':
		if end := strings.IndexByte(path[1:], '\''); end >= 0 && utf8.ValidString(path[1:1+end]) {
			return path[1 : 1+end], path[end+2:], nil
		}
		return "", "", errPath
	case path[0] == '"':
		quoted, err := strconv.QuotedPrefix(path)
		if err != nil {
			return "", "", errPath
		}
		key, err = strconv.Unquote(quoted)
		if err != nil || !utf8.ValidString(key) {
			return "", "", errPath
		}
		return key, path[len(quoted):], nil
	}
	end := 0
	for end < len(path) && isBareByte(path[end]) {
		end++
	}
	if end == 0 {
		return "", "", errPath
	}
	return path[:end], path[end:], nil
}

// JoinPath joins keys to a dotted path and quotes those that need it: the inverse of
// [SplitPath].
func JoinPath(keys ...string) string {
	path := ""
	for _, key := range keys {
		path = joinPath(path, quoteKey(key))
	}
	return path
}
