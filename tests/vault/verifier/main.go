// A second verifier for packages, written from docs/vault-format.md alone. It shares no code with
// everyword: the standard library, and the note and tlog packages of the Go module system.
//
//	verifier FOLDER
//
// prints each thing that is wrong, or "ok", and ends 0 only if nothing is.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	manifest    = "manifest-sha256.txt"
	tagManifest = "tagmanifest-sha256.txt"
	signature   = "seal/tagmanifest.sig"
)

var (
	always = strings.Fields(`bagit.txt bag-info.txt manifest-sha256.txt tagmanifest-sha256.txt
		seal/tagmanifest.sig seal/leafhashes.txt seal/checkpoint seal/signer.pem seal/signer.vkey
		HOW-TO-VERIFY.txt VERIFY.sh COVER.txt`)
	sometimes = regexp.MustCompile(`^(seal/labels\.txt|seal/witnesses\.txt|seal/checkpoint\.ots|` +
		`seal/checkpoint\.[a-z0-9-]{1,20}\.(tsr|pem|time))$`)
	numbered = regexp.MustCompile(`^(?:data/(\d{4}|\d{6})-[A-Za-z0-9][A-Za-z0-9._-]*|` +
		`seal/leaves/(\d{6})\.leaf|seal/proofs/(\d{6})\.tlog-proof)$`)
	folders = map[string]bool{".": true, "data": true, "seal": true, "seal/leaves": true, "seal/proofs": true}
	line    = regexp.MustCompile(`^([0-9a-f]{64})  ([!-~]+)$`)
	stamp   = regexp.MustCompile(`^(seal/checkpoint\.[a-z0-9-]{1,20})\.(tsr|pem|time)$`)
)

type bag struct {
	root  string
	files map[string]int64 // path to size
	sums  map[string]string
	wrong []string
}

func (b *bag) no(format string, args ...any) {
	b.wrong = append(b.wrong, fmt.Sprintf(format, args...))
}

func (b *bag) read(path string) []byte {
	if _, ok := b.files[path]; !ok {
		b.no("%s: is missing", path)
		return nil
	}
	data, err := os.ReadFile(filepath.Join(b.root, path))
	if err != nil {
		b.no("%s: %v", path, err)
	}
	return data
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: verifier FOLDER")
		os.Exit(2)
	}
	b := &bag{root: os.Args[1], files: map[string]int64{}, sums: map[string]string{}}
	b.walk()
	b.manifests()
	b.bagit()
	key := b.key()
	if key != nil {
		if !ed25519.Verify(key, b.read(tagManifest), b.read(signature)) {
			b.no("%s: is not the signature of %s", signature, tagManifest)
		}
		if tree, text, err := b.head(key); err != nil {
			b.no("seal/checkpoint: %v", err)
		} else {
			b.leafHashes(tree)
			b.items(tree, strings.HasPrefix(text, "everyword/export/"))
			b.outside([]byte(text))
		}
	}
	for _, said := range b.wrong {
		fmt.Println("WRONG ", said)
	}
	if len(b.wrong) > 0 {
		os.Exit(1)
	}
	fmt.Println("ok")
}

// walk notes the plain files with their hashes; it follows nothing.
func (b *bag) walk() {
	err := filepath.WalkDir(b.root, func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path, err := filepath.Rel(b.root, full)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		if entry.IsDir() {
			if !folders[path] {
				b.no("%q: a folder that does not belong", path)
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			b.no("%q: not a plain file", path)
			return nil
		}
		if !known(path) {
			b.no("%q: does not belong in a package", path)
			return nil
		}
		sum, size, err := hashOf(full)
		if err != nil {
			return err
		}
		b.files[path], b.sums[path] = size, sum
		return nil
	})
	if err != nil {
		b.no("%v", err)
	}
	for _, path := range always {
		if _, ok := b.files[path]; !ok {
			b.no("%s: is missing", path)
		}
	}
}

func known(path string) bool {
	for _, name := range always {
		if name == path {
			return true
		}
	}
	return sometimes.MatchString(path) || numbered.MatchString(path)
}

func hashOf(full string) (string, int64, error) {
	file, err := os.Open(full)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	return hex.EncodeToString(hash.Sum(nil)), size, err
}

func (b *bag) manifests() {
	unlisted := map[string]map[string]bool{manifest: {}, tagManifest: {}}
	for path := range b.files {
		switch {
		case path == tagManifest || path == signature:
		case strings.HasPrefix(path, "data/"):
			unlisted[manifest][path] = true
		default:
			unlisted[tagManifest][path] = true
		}
	}
	for list, left := range unlisted {
		for _, text := range b.lines(list) {
			match := line.FindStringSubmatch(text)
			if match == nil {
				b.no("%s: a line not in its form: %q", list, text)
			} else if !left[match[2]] {
				b.no("%s: lists %q, which is not there (or twice)", list, match[2])
			} else {
				delete(left, match[2])
				if b.sums[match[2]] != match[1] {
					b.no("%s: not the bytes listed", match[2])
				}
			}
		}
		for path := range left {
			b.no("%s: not listed in %s", path, list)
		}
	}
}

func (b *bag) lines(path string) []string {
	text := string(b.read(path))
	if !strings.HasSuffix(text, "\n") {
		b.no("%s: empty or cut short", path)
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func (b *bag) bagit() {
	if string(b.read("bagit.txt")) != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" {
		b.no("bagit.txt: not BagIt 1.0")
	}
	var total, count int64
	for path, size := range b.files {
		if strings.HasPrefix(path, "data/") {
			total, count = total+size, count+1
		}
	}
	oxum := fmt.Sprintf("\nPayload-Oxum: %d.%d\n", total, count)
	if !strings.Contains("\n"+string(b.read("bag-info.txt")), oxum) {
		b.no("bag-info.txt: another number or size of files")
	}
}

func (b *bag) key() ed25519.PublicKey {
	block, _ := pem.Decode(b.read("seal/signer.pem"))
	if block == nil {
		b.no("seal/signer.pem: not PEM")
		return nil
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		b.no("seal/signer.pem: not an Ed25519 key")
		return nil
	}
	return key
}

func (b *bag) head(key ed25519.PublicKey) (tlog.Tree, string, error) {
	var none tlog.Tree
	vkey := strings.TrimSuffix(string(b.read("seal/signer.vkey")), "\n")
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return none, "", err
	}
	part := strings.SplitN(vkey, "+", 3)[2]
	if part != base64.StdEncoding.EncodeToString(append([]byte{1}, key...)) {
		return none, "", errors.New("seal/signer.vkey is another key than seal/signer.pem")
	}
	opened, err := note.Open(b.read("seal/checkpoint"), note.VerifierList(verifier))
	if err != nil {
		return none, "", err
	}
	parts := strings.Split(opened.Text, "\n")
	if len(parts) != 4 || parts[3] != "" || parts[0] != verifier.Name() {
		return none, "", errors.New("not three lines, or of another name than the key")
	}
	size, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != parts[1] {
		return none, "", errors.New("the size is not a number")
	}
	root, err := tlog.ParseHash(parts[2])
	return tlog.Tree{N: size, Hash: root}, opened.Text, err
}

// leafHashes builds the tree over the list and compares its root.
func (b *bag) leafHashes(tree tlog.Tree) {
	lines := b.lines("seal/leafhashes.txt")
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for number, text := range lines {
		var hash tlog.Hash
		data, err := hex.DecodeString(text)
		if err != nil || len(data) != len(hash) || hex.EncodeToString(data) != text {
			b.no("seal/leafhashes.txt: line %d is not a hash", number+1)
			return
		}
		copy(hash[:], data)
		more, err := tlog.StoredHashesForRecordHash(int64(number), hash, reader)
		if err != nil {
			b.no("seal/leafhashes.txt: %v", err)
			return
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(lines)), reader)
	if err != nil || int64(len(lines)) != tree.N || root != tree.Hash {
		b.no("seal/leafhashes.txt: does not give the signed root")
	}
}

func (b *bag) items(tree tlog.Tree, isFresh bool) {
	items := map[int][]string{}
	for path := range b.files {
		if match := numbered.FindStringSubmatch(path); match != nil {
			number, _ := strconv.Atoi(match[1] + match[2] + match[3])
			items[number] = append(items[number], path)
		}
	}
	seen := map[int64]bool{}
	for number := 1; number <= len(items); number++ {
		paths := items[number]
		sort.Strings(paths) // data/, seal/leaves/, seal/proofs/
		if len(paths) != 3 || !strings.HasPrefix(paths[0], "data/") ||
			!strings.HasPrefix(paths[1], "seal/leaves/") {
			b.no("item %d: not one file, one leaf, one proof", number)
			continue
		}
		leaf := b.read(paths[1])
		if err := b.leaf(leaf, paths[0]); err != nil {
			b.no("%s: %v", paths[0], err)
		}
		index, err := b.proof(paths[2], tree, tlog.RecordHash(leaf))
		if err != nil {
			b.no("%s: %v", paths[2], err)
		} else if seen[index] {
			b.no("%s: at the place of another item", paths[2])
		}
		seen[index] = true
	}
	if len(items) == 0 || isFresh && int64(len(items)) != tree.N {
		b.no("seal/checkpoint: the tree has leaves without a file here")
	}
}

// leaf checks the form of a leaf as far as hash and size depend on it, and the file it names.
func (b *bag) leaf(text []byte, data string) error {
	if len(text) > 65536 || !bytes.HasPrefix(text, []byte("everyword-leaf/1\nsalt ")) ||
		!bytes.HasSuffix(text, []byte("\n")) {
		return errors.New("its leaf is not in its form")
	}
	values := map[string]string{}
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, 70000)
	scanner.Scan()
	for scanner.Scan() {
		key, value, ok := strings.Cut(scanner.Text(), " ")
		if _, twice := values[key]; !ok || key == "" || value == "" || twice {
			return errors.New("its leaf has a line not in its form")
		}
		values[key] = value
	}
	if values["sha256"] != b.sums[data] || values["size"] != strconv.FormatInt(b.files[data], 10) {
		return errors.New("not the file its leaf names")
	}
	return nil
}

func (b *bag) proof(path string, tree tlog.Tree, leaf tlog.Hash) (int64, error) {
	above, head, _ := strings.Cut(string(b.read(path)), "\n\n")
	if head != string(b.read("seal/checkpoint")) {
		return -1, errors.New("carries another head")
	}
	lines := strings.Split(above, "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return -1, errors.New("not in its form")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil || lines[1] != fmt.Sprintf("index %d", index) {
		return -1, errors.New("its index is not a number")
	}
	var proof tlog.RecordProof
	for _, text := range lines[2:] {
		hash, err := tlog.ParseHash(text)
		if err != nil || hash.String() != text {
			return -1, errors.New("a hash is not in its form")
		}
		proof = append(proof, hash)
	}
	return index, tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf)
}

// outside checks what the standard library can: that stamps are whole, what the proof begins with,
// and the lines of the witnesses. The stamps themselves are for openssl.
func (b *bag) outside(text []byte) {
	parts := map[string]int{}
	for path := range b.files {
		if match := stamp.FindStringSubmatch(path); match != nil {
			parts[match[1]]++
		}
	}
	for name, count := range parts {
		if count != 3 {
			b.no("%s: a time stamp is three files", name)
		}
	}
	if _, ok := b.files["seal/checkpoint.ots"]; ok {
		sum := sha256.Sum256(text)
		if data := b.read("seal/checkpoint.ots"); len(data) < 65 || !bytes.Equal(data[33:65], sum[:]) {
			b.no("seal/checkpoint.ots: not of the checkpoint")
		}
	}
	if _, ok := b.files["seal/witnesses.txt"]; !ok {
		return
	}
	for _, row := range b.lines("seal/witnesses.txt") {
		name, vkey, _ := strings.Cut(row, "\t")
		if err := b.witness(vkey, text); err != nil {
			b.no("seal/witnesses.txt: %q: %v", name, err)
		}
	}
}

func (b *bag) witness(vkey string, text []byte) error {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return errors.New("not a verifier key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return errors.New("not the key of a witness")
	}
	for _, row := range strings.Split(string(b.read("seal/checkpoint")), "\n") {
		words := strings.Split(row, " ")
		if len(words) != 3 || words[0] != "—" || words[1] != parts[0] {
			continue
		}
		mark, err := base64.StdEncoding.DecodeString(words[2])
		if err != nil || len(mark) != 76 || hex.EncodeToString(mark[:4]) != parts[1] {
			continue
		}
		when := binary.BigEndian.Uint64(mark[4:12])
		said := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", when)), text...)
		if ed25519.Verify(key[1:], said, mark[12:]) {
			return nil
		}
	}
	return errors.New("no good line in the checkpoint")
}
