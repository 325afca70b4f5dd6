// Command xdg-open stands in for a person and their browser: placed first on PATH under this name, it opens the
// sign-in page it is given in headless Chromium, presses a button there and waits for the landing page.
//
// It drives the page of the stand-in (service/simulator), or the forms of another provider, never Microsoft's. The
// environment says what to do:
//
//	TASKDROP_BROWSER           accept (the default), cancel, ignore (do nothing, as a person who walked away), forms
//	                           (fill in and send every form, until the provider sends the browser back), or follow
//	                           (no Chromium: go where a stand-in leads that asks nobody, and trust SSL_CERT_FILE)
//	TASKDROP_BROWSER_ACCOUNT   value of the account to choose; without it the page's own choice
//	TASKDROP_BROWSER_PICTURES  folder for pictures of both pages and landing-page.txt, the text of the last one;
//	                           without it none are kept
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// waitLimit bounds the whole visit. A cold Chromium on a busy machine takes some 10 seconds to show its first page, on
// a very busy one more than a minute.
const waitLimit = 4 * time.Minute

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: xdg-open URL")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "xdg-open:", err)
		os.Exit(1)
	}
}

func run(address string) error {
	choice := os.Getenv("TASKDROP_BROWSER")
	switch choice {
	case "ignore":
		return nil
	case "follow":
		return follow(address)
	case "":
		choice = "accept"
	case "accept", "cancel", "forms":
	default:
		return fmt.Errorf("TASKDROP_BROWSER is %q: say accept, cancel, forms, follow or ignore", choice)
	}
	profile, err := os.MkdirTemp("", "taskdrop-browser-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
	ctx, stop := context.WithTimeout(context.Background(), waitLimit)
	defer stop()
	return visit(ctx, profile, address, choice)
}

// follow goes to the address and wherever it leads.
func follow(address string) error {
	client := http.Client{Timeout: waitLimit}
	answer, err := client.Get(address)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the sign-in ends on %s: %s", answer.Request.URL.Redacted(), answer.Status)
	}
	return nil
}

// visit opens the page, presses the button and waits until the program's own page shows that it has the answer.
func visit(ctx context.Context, profile, address, choice string) error {
	binary, err := findChromium()
	if err != nil {
		return err
	}
	ctx, stopAllocator := chromedp.NewExecAllocator(ctx, chromiumFlags(binary, profile)...)
	defer stopAllocator()
	ctx, stopBrowser := chromedp.NewContext(ctx)
	defer stopBrowser()

	if choice == "forms" {
		steps := []chromedp.Action[chromedp.Void]{
			chromedp.EmulateViewport(900, 760), chromedp.Navigate(address), picture("sign-in-page.png"),
			fillForms(), picture("landing-page.png"), words("landing-page.txt"),
		}
		return chromedp.Do(ctx, steps...)
	}
	button := chromedp.CSS("#" + choice)
	steps := []chromedp.Action[chromedp.Void]{
		chromedp.EmulateViewport(900, 760),
		chromedp.Navigate(address),
		chromedp.WaitVisible(button),
	}
	if account := os.Getenv("TASKDROP_BROWSER_ACCOUNT"); account != "" {
		steps = append(steps, chromedp.Click(chromedp.CSS(fmt.Sprintf("input[name=account][value=%q]", account))))
	}
	steps = append(steps, picture("sign-in-page.png"), chromedp.Click(button))
	if err := chromedp.Do(ctx, steps...); err != nil {
		return fmt.Errorf("at the sign-in page: %w", err)
	}
	if err := chromedp.Do(ctx, awaitLanding(), picture("landing-page.png"), words("landing-page.txt")); err != nil {
		return fmt.Errorf("after pressing %s: %w", choice, err)
	}
	return nil
}

// sendForm fills in the form of the page, once, and presses its button.
const sendForm = `(() => {
	const form = document.querySelector("form");
	if (document.readyState !== "complete" || !form || form.dataset.sent) return false;
	form.dataset.sent = "yes";
	for (const field of form.querySelectorAll("input:not([type=hidden])")) field.value = field.value || "ada";
	form.querySelector("[type=submit]").click();
	return true;
})()`

// fillForms is a person who says yes to everything, until they land.
func fillForms() chromedp.Action[chromedp.Void] {
	return untilLanding(func(ctx context.Context, target *chromedp.Target) {
		_, _ = chromedp.Evaluate[bool](sendForm)(ctx, target) // fails between two pages
	})
}

// awaitLanding waits until a loopback listener's own page is shown: its address is http://localhost:PORT/.
func awaitLanding() chromedp.Action[chromedp.Void] {
	return untilLanding(func(context.Context, *chromedp.Target) {})
}

func untilLanding(meanwhile func(context.Context, *chromedp.Target)) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for {
			meanwhile(ctx, target)
			location, _ := chromedp.Location()(ctx, target)
			state, err := chromedp.Evaluate[string]("document.readyState")(ctx, target)
			at, parseErr := url.Parse(location)
			if err == nil && parseErr == nil && at.Hostname() == "localhost" && state == "complete" {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("no landing page came; the browser shows %s: %w", location, ctx.Err())
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
}

func picture(name string) chromedp.Action[chromedp.Void] {
	return keep(name, chromedp.CaptureScreenshot())
}

func words(name string) chromedp.Action[chromedp.Void] {
	return keep(name, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		text, err := chromedp.Evaluate[string]("document.body.innerText")(ctx, target)
		return []byte(text), err
	})
}

// keep writes what an action yields to a file, where a folder for that was named.
func keep(name string, action chromedp.Action[[]byte]) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		folder := os.Getenv("TASKDROP_BROWSER_PICTURES")
		if folder == "" {
			return nil
		}
		content, err := action(ctx, target)
		if err != nil {
			return err
		}
		// Whole or not at all: whoever waits for it reads it as soon as it is there.
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path+".part", content, 0o644); err != nil {
			return err
		}
		return os.Rename(path+".part", path)
	})
}

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium on this machine; packaging/dev/setup test installs it")
}

// chromiumFlags keep the browser to the page it is given: nothing is fetched in the background.
func chromiumFlags(binary, profile string) []chromedp.ExecAllocatorOption {
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(binary),
		chromedp.UserDataDir(profile),
		chromedp.Flag("headless", "new"),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-quic", true),
		// /dev/shm is small in containers.
		chromedp.Flag("disable-dev-shm-usage", true),
	}
	if os.Geteuid() == 0 {
		// Chromium refuses its sandbox to root, and only pages of this machine are shown here.
		flags = append(flags, chromedp.NoSandbox)
	}
	return flags
}
