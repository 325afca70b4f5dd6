package transfer_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/localfiles/archive"
	"taskdrop/service/problem"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// gatedPacker packs for real, a virtual second after it has read half, so that a test can come in between.
type gatedPacker struct {
	t          *testing.T
	dir        string
	unattended bool

	mu        sync.Mutex
	packings  int
	discarded int
	packed    []uint64
}

func (p *gatedPacker) Pack(ctx context.Context, source string, read func(total int64)) (transfer.Packed, error) {
	p.mu.Lock()
	p.packings++
	p.mu.Unlock()
	read(500)
	select {
	case <-ctx.Done():
		return transfer.Packed{}, ctx.Err()
	case <-time.After(time.Second):
	}
	dir, err := os.MkdirTemp(p.dir, "")
	if err != nil {
		return transfer.Packed{}, err
	}
	out, err := os.Create(filepath.Join(dir, filepath.Base(source)+".zip"))
	if err != nil {
		return transfer.Packed{}, err
	}
	defer out.Close()
	left, err := archive.Write(ctx, out, source, archive.Options{Limit: transfer.MaxFileSize})
	if err != nil {
		return transfer.Packed{}, problem.New(problem.ArchiveTooLarge, "Name", filepath.Base(source))
	}
	size, err := out.Seek(0, io.SeekEnd)
	return transfer.Packed{Path: out.Name(), Size: size, LeftOut: left.Unsendable}, err
}

func (p *gatedPacker) Discard(transfer.Packed) { p.mu.Lock(); p.discarded++; p.mu.Unlock() }
func (p *gatedPacker) wasPacked(id uint64) {
	p.mu.Lock()
	p.packed = append(p.packed, id)
	p.mu.Unlock()
}
func (p *gatedPacker) told() []uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.packed)
}
func (p *gatedPacker) times() int { p.mu.Lock(); defer p.mu.Unlock(); return p.packings }

// withPacking runs a test in a world that packs.
func withPacking(t *testing.T, test func(w *world, folder transfer.Dropped)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Latency: 40 * time.Millisecond})
		_ = w.queue.Close()
		w.packer = &gatedPacker{t: t, dir: t.TempDir()}
		w.open()
		path := filepath.Dir(w.file("Photos/a.bin", 1000))
		test(w, transfer.Dropped{Path: path, Given: "Photos"})
	})
}

// onTask are the names of what hangs on the task.
func (w *world) onTask() (names []string) {
	for _, a := range w.server.Attachments() {
		if a.TaskID == w.task.TaskID {
			names = append(names, a.Name)
		}
	}
	return names
}

func (w *world) wantOnTask(names ...string) {
	w.t.Helper()
	if got := w.onTask(); !slices.Equal(got, names) {
		w.t.Errorf("on the task: %q, want %q", got, names)
	}
}

func TestAnItemIsThereBeforeItsZipIs(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		id := w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{})
		synctest.Wait()
		item := w.item(id)
		if item.State != transfer.StatePacking || item.Name != "Photos.zip" || item.Path != folder.Path || item.Size != 1000 || item.Sent != 500 {
			t.Errorf("while packing: %+v", item)
		}
		if totals := w.queue.Snapshot().Totals; !w.queue.Busy() || totals.Packing != 1 || totals.Waiting != 1 || totals.Bytes != 0 || totals.ToPack != 1000 || totals.Read != 500 {
			t.Errorf("busy %v, %+v", w.queue.Busy(), totals)
		}
		w.settle()
		item = w.item(id)
		if !item.Held || item.Archive == "" || item.Path != folder.Path || item.Size == 1000 || !slices.Equal(w.packer.told(), []uint64{id}) {
			t.Errorf("once packed: %+v, told of %v", item, w.packer.told())
		}
		w.wantOnTask()
		w.queue.Release([]uint64{id}, nil)
		w.settle()
		w.wantOnTask("Photos.zip")
	})
}

// TestPackingGoesOnAfterACrash stops the program while it packs, and once more when the .zip is made but nobody has
// released it.
func TestPackingGoesOnAfterACrash(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		id := w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{})
		time.Sleep(500 * time.Millisecond)
		w.crash()
		w.settle()
		if item := w.item(id); !item.Held || w.packer.times() != 2 {
			t.Errorf("packed %d times: %+v", w.packer.times(), item)
		}
		w.crash()
		synctest.Wait()
		if w.packer.times() != 2 {
			t.Error("a .zip that was made is made again")
		}
		w.queue.Release([]uint64{id}, nil)
		w.settle()
		w.wantOnTask("Photos.zip")
	})
}

func TestPackedUnattendedItStartsByItself(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{})
		w.packer.unattended = true
		w.crash()
		w.settle()
		w.wantOnTask("Photos.zip")
	})
}

func TestPackingIsStoppedByWhoeverTakesTheItem(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		first, second := w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{}), w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{})
		synctest.Wait()
		if item := w.item(second); item.State != transfer.StatePacking || item.Wait.Reason != transfer.WaitTurn {
			t.Errorf("the second does not wait for its turn: %+v", item)
		}
		w.queue.Pause(first)
		synctest.Wait()
		if item := w.item(first); item.State != transfer.StatePaused || item.Held || item.Sent != 0 {
			t.Errorf("paused: %+v", item)
		}
		if item := w.item(second); item.Wait.Reason != transfer.WaitNone || item.Sent != 500 {
			t.Errorf("the second is not packed in its place: %+v", item)
		}
		w.queue.Cancel(second)
		synctest.Wait()
		if w.queue.Busy() || len(w.queue.Snapshot().Items) != 1 {
			t.Errorf("cancelled, there is %+v", w.queue.Snapshot().Totals)
		}
		w.queue.Resume(first)
		w.settle()
		if item := w.item(first); !item.Held || w.packer.times() != 3 || !slices.Equal(w.packer.told(), []uint64{first}) {
			t.Errorf("resumed: %+v, packed %d times, told of %v", item, w.packer.times(), w.packer.told())
		}
	})
}

// Killed before its task was found, a folder still knows where it was to go.
func TestWhereAFolderIsToGoOutlivesACrash(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		wanted := transfer.Wanted{List: "Tasks", Task: "Trip"}
		id := w.queue.AddPacking(folder, 1000, transfer.Target{}, wanted)
		w.crash()
		if found := w.queue.Wanted()[wanted]; !slices.Equal(found, []uint64{id}) {
			t.Errorf("wanted: %v", w.queue.Wanted())
		}
		w.queue.AssignHeld(w.task, []uint64{id})
		w.settle()
		if item := w.item(id); item.Target != w.task || len(w.queue.Wanted()) != 0 {
			t.Errorf("%+v, wanted: %v", item, w.queue.Wanted())
		}
	})
}

// Killed after its task was made, a folder goes to that task, and nobody makes another.
func TestATaskThatWasMadeIsNotWantedAgain(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		toMake, made := transfer.Wanted{List: "Tasks", NewTask: "Trip"}, transfer.Wanted{List: "id:l", Task: "id:t"}
		other := transfer.Wanted{List: "Tasks", NewTask: "Another trip"}
		id, elsewhere := w.queue.AddPacking(folder, 1000, transfer.Target{}, toMake), w.queue.AddPacking(folder, 1000, transfer.Target{}, other)
		w.queue.WantInstead(toMake, made)
		w.crash()
		found := w.queue.Wanted()
		if len(found) != 2 || !slices.Equal(found[made], []uint64{id}) || !slices.Equal(found[other], []uint64{elsewhere}) {
			t.Errorf("wanted: %v", found)
		}
	})
}

func TestATaskChosenWhilePackingIsWhereItGoes(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		early, late := w.queue.AddPacking(folder, 1000, transfer.Target{}, transfer.Wanted{}), w.queue.AddPacking(folder, 1000, transfer.Target{}, transfer.Wanted{})
		synctest.Wait()
		if assigned := w.queue.AssignHeld(w.task, []uint64{early}); len(assigned) != 0 {
			t.Errorf("assigned before they are made: %v", assigned)
		}
		w.settle()
		if item := w.item(early); !item.Held || item.Target != w.task {
			t.Errorf("the one with a task: %+v", item)
		}
		if item := w.item(late); item.State != transfer.StateUnassigned {
			t.Errorf("the one without: %+v", item)
		}
		w.queue.FailUnassigned(problem.New(problem.TaskUnknown, "Name", "x", "List", "y"), []uint64{late})
		if item := w.item(late); item.State != transfer.StateFailed {
			t.Errorf("no task: %+v", item)
		}
	})
}

func TestAFolderThatDoesNotFitFailsAndIsPackedAnewByRetry(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		path := filepath.Join(folder.Path, "a.bin")
		if err := os.Rename(path, path+".away"); err != nil {
			t.Fatal(err)
		}
		away := filepath.Join(w.dir, "away")
		if err := os.Rename(folder.Path, away); err != nil {
			t.Fatal(err)
		}
		id := w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{})
		w.settle()
		if item := w.item(id); item.State != transfer.StateFailed || !item.Problem.Of(problem.ArchiveTooLarge) {
			t.Fatalf("no sentence: %+v", item)
		}
		if err := os.Rename(away, folder.Path); err != nil {
			t.Fatal(err)
		}
		w.queue.Retry(id)
		w.settle()
		if err := os.Remove(w.item(id).Archive); err != nil { // by whoever empties caches
			t.Fatal(err)
		}
		w.queue.Release([]uint64{id}, nil)
		w.settle()
		if item := w.item(id); item.State != transfer.StateFailed {
			t.Fatalf("sent without its .zip: %+v", item)
		}
		w.queue.Retry(id)
		w.settle()
		w.queue.Release([]uint64{id}, nil)
		w.settle()
		w.wantOnTask("Photos.zip")
	})
}

func TestWhatIsLeftOutIsSaidOfTheAttachedItem(t *testing.T) {
	withPacking(t, func(w *world, folder transfer.Dropped) {
		if err := os.Symlink("nothing there", filepath.Join(folder.Path, "link")); err != nil {
			t.Fatal(err)
		}
		id := w.queue.AddPacking(folder, 1000, w.task, transfer.Wanted{})
		w.settle()
		w.queue.Release([]uint64{id}, nil)
		w.settle()
		if item := w.item(id); item.State != transfer.StateAttached || !item.Problem.Of(problem.AttachedWithout) || item.Problem.Args["Count"] != "1" {
			t.Errorf("%+v", item)
		}
	})
}

func TestTheZipOfAFailedFileTakesItsPlace(t *testing.T) {
	withPacking(t, func(w *world, _ transfer.Dropped) {
		large := w.file("huge.log", transfer.MaxFileSize+1)
		packed, err := w.packer.Pack(context.Background(), w.file("Photos/a.bin", 1000), func(int64) {})
		if err != nil {
			t.Fatal(err)
		}
		id := w.add(large)[0]
		if !w.queue.Substitute(id, packed) || w.queue.Substitute(id, packed) {
			t.Error("not substituted once")
		}
		w.crash()
		if item := w.item(id); !item.Held || item.Name != "huge.log.zip" || item.Path != large || item.Size != packed.Size || item.Problem != nil {
			t.Errorf("%+v", item)
		}
		w.queue.Release([]uint64{id}, nil)
		w.settle()
		w.wantOnTask("huge.log.zip")
	})
}
