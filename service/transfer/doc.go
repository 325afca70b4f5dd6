// Package transfer brings files from the disk to a task: one engine for each file's way, and a queue of many. It knows
// no accounts, no settings and no window: its Config gives it a client for each account and functions to tell of
// changes.
//
// # The way of one item
//
// Queue.Add makes an item of a file and writes its record to the Journal. The queue starts an upload when one of the
// mailbox's slots is likely to be free. The upload opens the file, finds out what an earlier attempt left, and
// attaches the file with one inline POST, if it is small, or by an upload session. What happens then is in Item, until
// the item is attached, failed or taken out of the queue.
//
// # The rules of the engine
//
//   - R1: exactly once. A file is attached once, byte for byte, or the person is told why not. After an unknown
//     outcome the engine looks at the task's attachments before it sends the last bytes again. The journal is written
//     before an act.
//   - R2: what the server has is never sent anew. An upload goes on from the last range that was answered, after a
//     cut, a restart or a new sign-in.
//   - R3: one mailbox gets at most four requests at once, and the window's own go first. Retry-After holds back the
//     whole mailbox.
//   - R4: ranges are below 4,000,000 bytes and are read from the disk as they are sent. A file that changes meanwhile
//     is noticed.
//   - R5: a token goes to one host: the Graph host of its account.
//   - R6: every wait can be cancelled and is shown, with its reason and its end.
//   - R7: cancelling deletes the upload session. Nothing that was opened on the server outlives its item unnoticed.
//   - R8: a dead line is told from a slow server. Silence on the line ends a request; an answer may take minutes
//     while the line lives. A line that cuts long requests off gets shorter ones.
//   - R9: a path is bytes, a name is text, and content is what was read. Sizes and dates are hints. A refusal of one
//     list is not one of the person. A bad item never fails its neighbours.
//
// # From an error to what follows
//
// The first row that fits counts. The function decide is this table; "attaches" means the last range and the inline
// POST.
//
//   - T1: 429 and 509: the governor holds the mailbox back; the same request goes out again and nothing counts as
//     failed.
//   - T2: 401 that comes again with a fresh token, or a claims challenge: a person has to sign in, and the session is
//     kept. If the person's lists can be read all the same, the list is refused and the item fails.
//   - T3: no good answer to a request that attaches (no answer, 408, 5xx): look at the task's attachments, then
//     repeat it. Where its body was not handed to the connection to its end, nothing was attached: T4.
//   - T4: no answer, 408, 423, 425 and 5xx to any other request: wait for Retry-After or a backoff, then repeat it.
//   - T5: full mailbox, virus, no mailbox: the item fails.
//   - T6: 404 and 410: one may be a passing fault, so the request is repeated once. Then the session is lost and a
//     new one is opened, or the task is looked for in other lists, or the item fails.
//   - T7: 409 and 412 to a request that is no range: another change of the same task was under way; wait and repeat
//     it.
//   - T8: 413 to a range: ranges of half the length.
//   - T9: 416, 409, 412 and 400 InvalidStart to a range: the server has it already or waits for another one; see
//     conflicted.
//   - T10: any other 4xx, and 501, to createUploadSession: one inline POST, if its body can hold the file.
//   - T11: 413, 405, 415, 501 and a word about size to the inline POST: an upload session.
//   - T12: any other refusal: the item fails.
//   - T13: a range that was cut off on its way (T3, T4) after bytes of it had moved: shorter ranges besides.
//     An inline POST, if it is longer than the shortest range: an upload session, once the task was looked at.
package transfer
