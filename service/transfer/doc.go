// Package transfer brings files from the disk to a task: one engine for each file's way, and a queue of many.
//
// # The rules of the engine
//
//   - R1: exactly once. A file is attached once, byte for byte, or the person is told why not. After an unknown outcome the
//     engine looks at the task's attachments before it sends the last bytes again. The journal is written before an act.
//   - R2: what the server has is never sent anew. An upload goes on from the last range that was answered, after a cut, a
//     restart or a new sign-in.
//   - R3: one mailbox gets at most four requests at once, and the window's own go first. Retry-After holds back the whole
//     mailbox.
//   - R4: ranges are below 4,000,000 bytes and are read from the disk as they are sent. A file that changes meanwhile is
//     noticed.
//   - R5: a token goes to one host: the Graph host of its account.
//   - R6: every wait can be cancelled and is shown, with its reason and its end.
//   - R7: cancelling deletes the upload session. Nothing that was opened on the server outlives its item unnoticed.
//   - R8: a dead line is told from a slow server. Silence on the line ends a request; an answer may take minutes while the
//     line lives. Not kept by code yet: only the time-outs of graph's transport tell.
//   - R9: a path is bytes, a name is text, and content is what was read. A bad item never fails its neighbours. Not
//     kept by code in one place: it is a habit of the whole program.
package transfer
