package transfer_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/problem"
	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// restart closes the queue and opens it again, as a new start of the program does.
func (w *world) restart() {
	w.t.Helper()
	if err := w.queue.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

func TestADateThatNoFormatHoldsFailsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		dates := map[string]time.Time{
			"far.bin":     time.Unix(253_402_400_000, 5),  // 10000
			"later.bin":   time.Unix(1<<40, 999_999_999),  // 36812
			"ancient.bin": time.Unix(-70_000_000_000, 0),  // 249 before our era
			"zero.bin":    time.Unix(0, 0),                // 1970
			"today.bin":   time.Now().Truncate(time.Hour), // a neighbour
		}
		var files []transfer.File
		var paths []string
		for name, date := range dates {
			path := w.file(name, 1000)
			paths = append(paths, path)
			files = append(files, transfer.File{Path: path, Given: path, Size: 1000, ModTime: date.UTC()})
		}
		w.queue.AddHeld(files, w.task)
		w.restart() // what was written is read again
		w.queue.ResumeAll(nil)
		w.settle()
		for _, item := range w.queue.Snapshot().Items {
			if item.State != transfer.StateAttached {
				t.Errorf("%s: %v, %s", item.Name, item.State, item.Problem.Sentence())
			}
		}
		w.attachedOnce(paths...)
	})
}

func TestAPathIsBytes(t *testing.T) {
	for name, shown := range map[string]string{
		"gro\xdfe Datei.bin": "gro\uFFFDe Datei.bin",
		"cut \xe2\x82.bin":   "cut \uFFFD.bin",
		"\xff\xfe":           "\uFFFD",
	} {
		t.Run(fmt.Sprintf("%q", name), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{})
				path := filepath.Join(w.dir, name)
				if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
					t.Skipf("this file system takes no such name: %v", err)
				}
				id := w.queue.AddHeld(transfer.Collect(t.Context(), transfer.DroppedPaths([]string{path})), w.task)[0]
				w.restart()
				if got := w.item(id).Path; got != path {
					t.Fatalf("the path is %q after a restart, was %q", got, path)
				}
				w.queue.ResumeAll(nil)
				w.settle()
				attached := w.server.Attachments()
				if len(attached) != 1 || attached[0].Name != shown || attached[0].SHA256 != sumOf(t, path) {
					t.Errorf("got %+v, want one named %q", attached, shown)
				}
			})
		})
	}
}

// unmeasured are files of the system that do not say how long they are: two say 0, one says a page.
func unmeasured(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, path := range []string{"/proc/cpuinfo", "/proc/version", "/sys/devices/system/cpu/online"} {
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		if content, err := os.ReadFile(path); err == nil && int64(len(content)) != info.Size() {
			found = append(found, path)
		}
	}
	return found
}

func TestASizeIsAHint(t *testing.T) {
	for _, path := range unmeasured(t) {
		t.Run(path, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{})
				id := w.add(path)[0]
				w.settle()
				item, attached := w.item(id), w.server.Attachments()
				if item.State != transfer.StateAttached || len(attached) != 1 {
					t.Fatalf("%v, %s", item.State, item.Problem.Sentence())
				}
				if attached[0].Size == 0 || item.Size != attached[0].Size {
					t.Errorf("%d bytes hang there, %d were sent", attached[0].Size, item.Size)
				}
				if left, _ := filepath.Glob(filepath.Join(w.dir, "state", "copy-*")); len(left) != 0 {
					t.Errorf("copies are left behind: %q", left)
				}
			})
		})
	}
}

func TestAnEmptyFileIsStillEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{})
		path := w.file("nothing.txt", 0)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
	})
}

// redate gives a file another date again and again until the queue is at rest.
func redate(t *testing.T, w *world, path string) (stop func()) {
	t.Helper()
	done, ended := make(chan struct{}), make(chan struct{})
	dates := []time.Time{time.Unix(1_700_000_000, 0), time.Unix(1_700_000_000, 2_000_000)}
	go func() {
		defer close(ended)
		for i := 0; ; i++ {
			if err := os.Chtimes(path, time.Time{}, dates[i%2]); err != nil {
				t.Error(err)
			}
			select {
			case <-done:
				return
			case <-time.After(70 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-ended }
}

func TestAnotherDateIsNoChange(t *testing.T) {
	for _, size := range []int{1000, 300_000, 13_000_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Latency: 100 * time.Millisecond})
				path := w.file("scan.bin", size)
				stop := redate(t, w, path)
				defer stop()
				id := w.add(path)[0]
				w.settle()
				if item := w.item(id); item.State != transfer.StateAttached {
					t.Fatalf("%s", item.Problem.Sentence())
				}
				w.attachedOnce(path)
				if n := w.uploaded(); n > int64(size) {
					t.Errorf("%d bytes went out for %d", n, size)
				}
			})
		})
	}
}

func TestAnotherDateIsNoChangeOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Latency: 100 * time.Millisecond})
		path := w.file("scan.bin", 16_000_000)
		id := w.add(path)[0]
		for w.item(id).Sent < 8_000_000 {
			time.Sleep(10 * time.Millisecond)
		}
		w.queue.Pause(id)
		w.settle()
		w.restart()
		if err := os.Chtimes(path, time.Time{}, time.Unix(1_700_000_000, 0)); err != nil {
			t.Fatal(err)
		}
		w.queue.ResumeAll(nil)
		w.settle()
		w.attachedOnce(path)
	})
}

func TestAChangeWithinTheSameSizeIsNoticed(t *testing.T) {
	for _, at := range []int64{10, 4_000_000, 15_999_000} {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Latency: 100 * time.Millisecond})
				path := w.file("scan.bin", 16_000_000)
				id := w.add(path)[0]
				for w.item(id).Sent < 8_000_000 {
					time.Sleep(10 * time.Millisecond)
				}
				file, err := os.OpenFile(path, os.O_WRONLY, 0)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := file.WriteAt([]byte("another content"), at); err != nil {
					t.Fatal(err)
				}
				_ = file.Close()
				if err := os.Chtimes(path, time.Time{}, time.Unix(1_700_000_000, 0)); err != nil {
					t.Fatal(err)
				}
				w.settle()
				if item := w.item(id); item.State != transfer.StateAttached {
					t.Fatalf("%s", item.Problem.Sentence())
				}
				w.attachedOnce(path) // as the file is now
			})
		})
	}
}

func TestAGatewayThatEndsLongRequests(t *testing.T) {
	for name, opts := range map[string]simulator.Options{
		"10 s at 200 kB/s": {RequestLimit: 10 * time.Second, Rate: 200_000},
		"30 s at 60 kB/s":  {RequestLimit: 30 * time.Second, Rate: 60_000},
		"5 s at 100 kB/s":  {RequestLimit: 5 * time.Second, Rate: 100_000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, opts)
				path, next := w.file("film.bin", 9_000_000), w.file("next.bin", 5_000_000)
				id := w.add(path)[0]
				told := false
				for w.queue.Busy() {
					told = told || w.item(id).Problem.Of(problem.SmallerParts)
					time.Sleep(100 * time.Millisecond)
				}
				if item := w.item(id); item.State != transfer.StateAttached || !told {
					t.Fatalf("%v %s, said that the line is slow: %v", item.State, item.Problem.Sentence(), told)
				}
				before := w.uploaded()
				w.add(next)
				w.settle()
				w.attachedOnce(path, next)
				if again := w.uploaded() - before - 5_000_000; again > 1_000_000 {
					t.Errorf("the next file sent %d bytes in vain: what was learnt is forgotten", again)
				}
			})
		})
	}
}

func TestRangesGrowAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
			{Call: simulator.CallPutRange, Reset: simulator.ResetMiddle, ResetAfter: 1_500_000, Times: 2},
		}})
		path := w.file("film.bin", 25_000_000)
		w.add(path)
		w.settle()
		w.attachedOnce(path)
		longest := int64(0)
		for _, r := range w.server.Requests()[3:] {
			if r.Call == simulator.CallPutRange {
				longest = max(longest, r.Length)
			}
		}
		if longest != transfer.RangeSize {
			t.Errorf("ranges stay at %d bytes on a line that is quick again", longest)
		}
	})
}

func TestOneListThatRefusesIsNotThePerson(t *testing.T) {
	for _, size := range []int{1000, 9_000_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{{List: "Family", Status: http.StatusUnauthorized, Times: -1}}})
				listID, err := w.server.AddList("", "Family")
				if err != nil {
					t.Fatal(err)
				}
				refused := w.newTask(listID, "Rent")
				refused.ListName = "Family"
				bad := w.queue.Add(transfer.Collect(t.Context(), transfer.DroppedPaths([]string{w.file("bad.bin", size)})), refused)[0]
				path := w.file("good.bin", size)
				good := w.add(path)[0]
				w.settle()
				if item := w.item(bad); item.State != transfer.StateFailed || !item.Problem.Of(problem.ListRefused) || !strings.Contains(item.Problem.Sentence(), "Family") {
					t.Errorf("%v %s", item.State, item.Problem.Sentence())
				}
				if item := w.item(good); item.State != transfer.StateAttached {
					t.Errorf("%v %s", item.State, item.Problem.Sentence())
				}
				w.attachedOnce(path)
				w.mu.Lock()
				defer w.mu.Unlock()
				if w.signIn {
					t.Error("the person was asked to sign in again")
				}
			})
		})
	}
}

func TestASessionRefusedByAnyStatusGoesInline(t *testing.T) {
	for _, status := range []int{400, 403, 405, 406, 415, 422, 501} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, simulator.Options{Faults: []simulator.Fault{
					{Call: simulator.CallCreateSession, Status: status, Code: "invalidRequest", Times: -1},
				}})
				first, second := w.file("first.bin", 2_000_000), w.file("second.bin", 1_000_000)
				w.add(first)
				w.settle()
				asked := w.calls(simulator.CallCreateSession)
				w.add(second)
				w.settle()
				w.attachedOnce(first, second)
				if asked == 0 || w.calls(simulator.CallCreateSession) != asked {
					t.Errorf("sessions were asked for %d times, then %d", asked, w.calls(simulator.CallCreateSession))
				}
			})
		})
	}
}
