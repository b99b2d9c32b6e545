package spec

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
)

// Fingerprint returns "sha256:" and the hexadecimal SHA-256 of the tree. Two trees have the
// same fingerprint when they are equal, keys in the same order, or differ only in writing a
// number as an integer or as a float. Every value is hashed as a letter for its form, the
// length of its content and the content, so that no two different trees hash the same bytes.
func Fingerprint(n *Node) string {
	hash := sha256.New()
	w := bufio.NewWriter(hash)
	n.digest(w)
	w.Flush() // a hash never fails
	return "sha256:" + hex.EncodeToString(hash.Sum(nil))
}

// digest writes the encoding of a tree.
func (n *Node) digest(w *bufio.Writer) {
	switch n.form {
	case FormTable:
		head(w, 't', len(n.keys))
		for _, key := range n.keys {
			chunk(w, 'k', key)
			n.fields[key].digest(w)
		}
	case FormArray:
		head(w, 'a', len(n.items))
		for _, item := range n.items {
			item.digest(w)
		}
	case FormText:
		chunk(w, 's', n.text)
	case FormDate:
		chunk(w, 'd', n.text)
	case FormBool:
		chunk(w, 'b', n.scalar())
	default:
		chunk(w, 'n', n.numeral())
	}
}

// numeral returns the text of a number, the same for a whole float and the integer it equals.
func (n *Node) numeral() string {
	if n.form == FormInteger {
		return strconv.FormatInt(n.integer, 10)
	}
	if n.float == math.Trunc(n.float) && math.Abs(n.float) < 1<<63 {
		return strconv.FormatInt(int64(n.float), 10)
	}
	return strconv.FormatFloat(n.float, 'g', -1, 64)
}

func head(w *bufio.Writer, letter byte, length int) {
	w.WriteByte(letter)
	w.WriteString(strconv.Itoa(length))
	w.WriteByte(':')
}

func chunk(w *bufio.Writer, letter byte, text string) {
	head(w, letter, len(text))
	w.WriteString(text)
}
