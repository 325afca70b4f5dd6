package transfer

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"taskdrop/service/localfiles/diskerror"
	"taskdrop/service/problem"
)

// journalName is the journal's file in the state folder.
const journalName = "queue.journal"

// Journal keeps every item's record on disk, written before the act it announces (R1).
//
// It is an append-only file, one line per record: a checksum, a space, JSON. A later line of one id replaces the
// earlier. bbolt was weighed: it pays two flushes per commit and a tree for what is a short list read once at start;
// one appended line costs one flush, which concurrent writers share, and a power cut can only tear the last line,
// which is recognised and dropped. Damage anywhere else sets the file aside whole: a record read as older than it was
// could attach a file twice.
type Journal struct {
	dir string

	mu     sync.Mutex
	file   *os.File
	live   map[uint64][]byte // newest line per id, for compaction
	lines  int
	err    error // the last failed write; the file is written anew before the next
	synced uint64
	write  uint64 // counts writes, compared with synced
	broken error  // why the folder could not be used at the start

	syncing sync.Mutex // held by the goroutine that flushes for all
}

// OpenJournal reads the journal in dir, creating both where they are missing, and returns its records in id order. A
// damaged file is renamed and reported by the Problem; the journal is then empty and usable. A full disk is reported
// by the Problem as well, and the journal works once there is room. The error is for a folder or file that can't be
// used at all.
func OpenJournal(dir string) (*Journal, []Record, *problem.Problem, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, nil, err
	}
	path := filepath.Join(dir, journalName)
	live, err := readJournal(path)
	var trouble *problem.Problem
	if errors.Is(err, errDamaged) {
		aside := path + ".damaged-" + time.Now().UTC().Format("20060102-150405.000")
		if renameErr := os.Rename(path, aside); renameErr != nil {
			return nil, nil, nil, renameErr
		}
		trouble = problem.New(problem.JournalDamaged, "File", aside).WithDetail(err.Error())
		live, err = map[uint64][]byte{}, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	j := &Journal{dir: dir, live: live}
	if err := j.compactLocked(); err != nil {
		// What is there is known, so it is shown; nothing is sent until a write succeeds.
		trouble = JournalProblem(dir, err)
	}
	records, err := decodeAll(live)
	if err != nil {
		_ = j.Close()
		return nil, nil, nil, err
	}
	return j, records, trouble, nil
}

// BrokenJournal stands in where OpenJournal failed, so that the window still opens: every write fails with the cause,
// and so nothing is sent that a restart could not account for.
func BrokenJournal(dir string, cause error) *Journal {
	return &Journal{dir: dir, broken: cause, live: map[uint64][]byte{}}
}

var errDamaged = errors.New("the journal is damaged")

func readJournal(path string) (map[uint64][]byte, error) {
	live := map[uint64][]byte{}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return live, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader := bufio.NewReaderSize(file, 1<<16)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			// What follows the last newline was being written when the power went: its act was never begun.
			return live, nil
		}
		if err != nil {
			return nil, err
		}
		if err := replay(live, bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			if _, peekErr := reader.Peek(1); errors.Is(peekErr, io.EOF) {
				return live, nil // torn, though its newline reached the disk before its middle did
			}
			return nil, fmt.Errorf("%w: line %d: %w", errDamaged, number, err)
		}
	}
}

func replay(live map[uint64][]byte, line []byte) error {
	sum, body, ok := bytes.Cut(line, []byte(" "))
	if !ok {
		return errors.New("no checksum")
	}
	want, err := strconv.ParseUint(string(sum), 16, 32)
	if err != nil || uint32(want) != crc32.ChecksumIEEE(body) {
		return errors.New("wrong checksum")
	}
	var head struct {
		ID   uint64 `json:"id"`
		Gone bool   `json:"gone"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return err
	}
	if head.Gone {
		delete(live, head.ID)
	} else {
		live[head.ID] = slices.Clone(line)
	}
	return nil
}

func decodeAll(live map[uint64][]byte) ([]Record, error) {
	records := make([]Record, 0, len(live))
	for _, line := range live {
		var r Record
		_, body, _ := bytes.Cut(line, []byte(" "))
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, fmt.Errorf("%w: %w", errDamaged, err)
		}
		records = append(records, r)
	}
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	return records, nil
}

func encodeLine(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return append(fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(body)), body...), nil
}

// Note appends records without waiting for the disk: enough for what may be lost in a power cut and is found out again
// from the server, never for what announces an act.
func (j *Journal) Note(records ...Record) error {
	_, err := j.append(records, nil)
	return err
}

// Write appends records and returns when they are on the disk. Writers that meet share one flush.
func (j *Journal) Write(records ...Record) error {
	number, err := j.append(records, nil)
	if err != nil {
		return err
	}
	return j.flush(number)
}

// failure tells a person that the journal could not be written.
func (j *Journal) failure(err error) *problem.Problem { return JournalProblem(j.dir, err) }

// JournalProblem words why the journal in dir can't be opened or written. It names a cause only if the system did.
func JournalProblem(dir string, err error) *problem.Problem {
	kind := problem.JournalFailed
	switch {
	case diskerror.Full(err):
		kind = problem.JournalFull
	case diskerror.Forbidden(err):
		kind = problem.JournalForbidden
	}
	return problem.New(kind, "Folder", dir).WithDetail(err.Error())
}

// Remove forgets items.
func (j *Journal) Remove(ids ...uint64) error {
	_, err := j.append(nil, ids)
	return err
}

func (j *Journal) append(records []Record, gone []uint64) (uint64, error) {
	var buffer bytes.Buffer
	lines := make(map[uint64][]byte, len(records))
	for _, r := range records {
		line, err := encodeLine(r)
		if err != nil {
			return 0, err
		}
		lines[r.ID] = line
		buffer.Write(line)
		buffer.WriteByte('\n')
	}
	for _, id := range gone {
		line, err := encodeLine(map[string]any{"id": id, "gone": true})
		if err != nil {
			return 0, err
		}
		buffer.Write(line)
		buffer.WriteByte('\n')
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.readyLocked(); err != nil {
		return 0, err
	}
	if _, err := j.file.Write(buffer.Bytes()); err != nil {
		j.err = err
		return 0, err
	}
	for id, line := range lines {
		j.live[id] = line
	}
	for _, id := range gone {
		delete(j.live, id)
	}
	j.lines += len(records) + len(gone)
	j.write++
	return j.write, nil
}

// readyLocked mends a journal whose last write failed (a full disk, say) by writing it anew, and keeps a long one
// short.
func (j *Journal) readyLocked() error {
	if j.broken != nil {
		return j.broken
	}
	if j.file == nil && j.err == nil {
		return fs.ErrClosed
	}
	if j.err != nil || j.lines > 4*len(j.live)+4096 {
		return j.compactLocked()
	}
	return nil
}

func (j *Journal) flush(number uint64) error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	j.mu.Lock()
	if j.synced >= number {
		j.mu.Unlock()
		return nil // another writer's flush took this one along
	}
	file, upTo := j.file, j.write
	j.mu.Unlock()
	if file == nil {
		return fs.ErrClosed
	}
	err := file.Sync()
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil && j.file == file {
		j.err = err
		return err
	}
	j.synced = max(j.synced, upTo)
	return nil
}

// compactLocked writes the live lines to a new file and puts it in the old one's place.
func (j *Journal) compactLocked() error {
	path := filepath.Join(j.dir, journalName)
	file, err := os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		j.err = err
		return err
	}
	writer := bufio.NewWriterSize(file, 1<<16)
	for _, id := range sortedKeys(j.live) {
		_, _ = writer.Write(j.live[id]) // a bufio.Writer keeps its first error for Flush
		_ = writer.WriteByte('\n')
	}
	// Both files are closed before the rename: Windows moves no open file.
	err = errors.Join(writer.Flush(), file.Sync(), file.Close())
	if j.file != nil {
		_ = j.file.Close()
		j.file = nil
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err == nil {
		file, err = os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	}
	if err != nil {
		j.err = err
		return err
	}
	syncFolder(j.dir)
	j.file, j.err, j.lines = file, nil, len(j.live)
	j.synced = j.write
	return nil
}

func sortedKeys(m map[uint64][]byte) []uint64 {
	keys := make([]uint64, 0, len(m))
	for id := range m {
		keys = append(keys, id)
	}
	slices.Sort(keys)
	return keys
}

// syncFolder makes a rename last through a power cut, where the system can do that for folders.
func syncFolder(dir string) {
	if folder, err := os.Open(dir); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}

// Close flushes and closes the journal. Later writes fail.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		j.err = nil
		return nil
	}
	err := errors.Join(j.file.Sync(), j.file.Close())
	j.file, j.err = nil, nil
	return err
}
