// The probes of tree/ and the notes of notes/, judged by golang.org/x/mod (tlog, note).
// Usage: judge FOLDER VKEY; prints one line for each file: its path, a tab, good or refused.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type probe struct {
	LeafIdx, TreeSize, Size1, Size2 int64
	Root, LeafHash, Root1, Root2    string
	Proof                           []string
}

// hash takes 32 bytes in base64; for anything else it panics, and the probe is refused.
func hash(text string) (made tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(data) != 32 {
		panic("no hash")
	}
	copy(made[:], data)
	return made
}

func judgeProbe(data []byte, isInclusion bool) (isGood bool) {
	defer func() {
		if recover() != nil {
			isGood = false
		}
	}()
	var p probe
	if err := json.Unmarshal(data, &p); err != nil {
		panic(err)
	}
	var proof []tlog.Hash
	for _, text := range p.Proof {
		proof = append(proof, hash(text))
	}
	if isInclusion {
		return tlog.CheckRecord(proof, p.TreeSize, hash(p.Root), p.LeafIdx, hash(p.LeafHash)) == nil
	}
	return tlog.CheckTree(proof, p.Size2, hash(p.Root2), p.Size1, hash(p.Root1)) == nil
}

func main() {
	key, err := note.NewVerifier(os.Args[2])
	if err != nil {
		panic(err)
	}
	known := note.VerifierList(key)
	err = filepath.WalkDir(os.Args[1], func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		short, isGood := strings.TrimPrefix(filepath.ToSlash(path), os.Args[1]+"/"), false
		switch {
		case strings.HasPrefix(short, "tree/"):
			isGood = judgeProbe(data, strings.HasPrefix(short, "tree/inclusion/"))
		case strings.HasSuffix(short, ".note"):
			_, err := note.Open(data, known)
			isGood = err == nil
		default:
			return nil
		}
		fmt.Printf("%s\t%s\n", short, map[bool]string{true: "good", false: "refused"}[isGood])
		return nil
	})
	if err != nil {
		panic(err)
	}
}
