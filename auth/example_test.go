package auth_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"taskdrop/auth"
	"taskdrop/service/simulator"
)

// Sign a person in and get a token that is good for the next request. The stand-in answers in Microsoft's place, and
// OpenURL in the browser's.
func Example() {
	running, err := simulator.New(simulator.Options{AutoAccept: true}).Start("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer running.Close()

	client, err := auth.New(auth.Config{
		ClientID: simulator.DemoClientID,
		Login:    running.URL(), Graph: running.URL(), // "" is Microsoft
		OpenURL: func(page string) error { // nil opens the person's browser
			go func() {
				if answer, err := http.Get(page); err == nil {
					answer.Body.Close()
				}
			}()
			return nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	account, err := client.SignIn(context.Background(), auth.SignInOptions{})
	if err != nil {
		log.Fatal(err)
	}
	token, err := client.Tokens(account.ID).Token(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Name, account.Username, token != "")
	// Output: Mia Berger mia.berger@outlook.example true
}
