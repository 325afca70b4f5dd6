package transfer

// Wanted is where an order said its files are to go, in the order's own words: somebody has to sign in, and list and
// task have to be found, before there is a Target. It is in the journal, so that an end in between loses nothing.
type Wanted struct {
	List    string `json:"list,omitempty"` // a name or id:ID, as the following; "" is the last choice
	Task    string `json:"task,omitempty"`
	NewTask string `json:"newTask,omitempty"` // the title of a task to make in List, in place of Task
	Account string `json:"account,omitempty"` // an address, "" for the account in use
}

// AddWanted queues files that have no task yet, for a task that is still to be found.
func (q *Queue) AddWanted(files []File, wanted Wanted) []uint64 {
	records := newRecords(files, Target{}, false)
	for i := range records {
		records[i].Wanted = wanted
	}
	return q.add(records)
}

// Wanted are the items that still have no task, by where they are to go.
func (q *Queue) Wanted() map[Wanted][]uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	found := map[Wanted][]uint64{}
	for _, it := range q.items {
		if it.rec.Wanted != (Wanted{}) && it.rec.wantsTask() {
			found[it.rec.Wanted] = append(found[it.rec.Wanted], it.rec.ID)
		}
	}
	return found
}

// WantInstead has items that still have no task go elsewhere, such as to the task that was made for the first of them.
func (q *Queue) WantInstead(of, wanted Wanted) {
	q.change(func(it *item) bool {
		if it.cancel != nil || it.rec.Wanted != of || !it.rec.wantsTask() {
			return false
		}
		it.rec.Wanted = wanted
		return true
	})
}
