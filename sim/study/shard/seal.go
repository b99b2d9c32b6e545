package shard

import (
	"bytes"
	"fmt"
)

// The last line of a file before its brace is the checksum: the digest of the
// file without this line and the comma before it.
const (
	sealBegin = ",\n \"checksum\": \""
	sealEnd   = "\"\n}\n"
	unsealed  = "\n}\n" // how the text ends without a checksum
)

// head is how every result begins, whatever became of the rest.
const head = "{\n \"schema\": \"simrun.result/"

// Damaged is a file that once was a result.
type Damaged struct{ Reason error }

// Error says so, without the name of the file.
func (e *Damaged) Error() string { return "is damaged: " + e.Reason.Error() }

// Unwrap is the reason.
func (e *Damaged) Unwrap() error { return e.Reason }

// broken is an error about the text of a result.
func broken(text []byte, err error) error {
	if bytes.HasPrefix(text, []byte(head)) {
		return &Damaged{err}
	}
	return err
}

// seal adds the checksum to a text that ends with its brace.
func seal(text []byte) []byte {
	digest := Digest(text)
	text = bytes.TrimSuffix(text, []byte(unsealed))
	text = append(text, sealBegin...)
	text = append(text, digest...)
	return append(text, sealEnd...)
}

// unseal reports whether the checksum of a text is there, and right.
func unseal(text []byte) (sealed bool, err error) {
	body, ok := bytes.CutSuffix(text, []byte(sealEnd))
	at := bytes.LastIndex(body, []byte(sealBegin))
	if !ok || at < 0 {
		return false, nil
	}
	digest := string(body[at+len(sealBegin):])
	if was := Digest(append(bytes.Clone(body[:at]), unsealed...)); was != digest {
		return true, fmt.Errorf("its checksum is not that of its content")
	}
	return true, nil
}
