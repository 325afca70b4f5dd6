package graph_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"taskdrop/service/graph"
	"taskdrop/service/simulator"
)

// fixed is a token that never changes. Programs take an account's tokens from package auth.
type fixed string

func (f fixed) Token(context.Context) (string, error)                 { return string(f), nil }
func (f fixed) Renew(context.Context, string, string) (string, error) { return string(f), nil }

// Attach a file to a task by an upload session, as any program may without TaskDrop's window.
func Example() {
	standIn := simulator.New(simulator.Options{Empty: true})
	running, err := standIn.Start("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer running.Close()
	token, err := standIn.AccessToken("")
	if err != nil {
		log.Fatal(err)
	}

	ctx := context.Background()
	mailbox, err := graph.New(graph.Config{Graph: running.URL(), Tokens: fixed(token)})
	if err != nil {
		log.Fatal(err)
	}
	lists, err := mailbox.Lists(ctx)
	if err != nil {
		log.Fatal(err)
	}
	task, err := mailbox.CreateTask(ctx, lists[0].ID, "Receipts")
	if err != nil {
		log.Fatal(err)
	}
	ref := graph.TaskRef{ListID: lists[0].ID, TaskID: task.ID}

	content := strings.NewReader("What was bought, and where.")
	file := graph.NewAttachment{Name: "receipt.txt", Size: content.Size(), ContentType: "text/plain"}
	session, err := mailbox.CreateUploadSession(ctx, ref, file)
	if err != nil {
		log.Fatal(err)
	}
	answer, err := mailbox.PutRange(ctx, session.URL, graph.Range{Length: file.Size, Total: file.Size}, content, nil)
	if err != nil {
		log.Fatal(err)
	}

	attached, err := mailbox.Attachments(ctx, ref)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range attached {
		fmt.Println(a.Name, a.ContentType, a.ID == answer.AttachmentID)
	}
	// Output: receipt.txt text/plain true
}
