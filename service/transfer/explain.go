package transfer

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"taskdrop/service/graph"
	"taskdrop/service/problem"
)

// Explain puts an error from the wire into a person's words (C34). name is the file, list or task it was about.
func Explain(name string, err error) *problem.Problem {
	var told *problem.Problem
	if errors.As(err, &told) {
		return told
	}
	var token noToken
	if errors.As(err, &token) && (token.ByApp() || !needsSignIn(err)) {
		return &problem.Problem{Key: token.Key(), Text: token.Text(), Args: token.Args(), Detail: token.Detail()}
	}
	if needsSignIn(err) {
		return problem.New(problem.SignInNeeded).WithDetail(detail(err))
	}
	var unreadable *graph.ReadError
	if errors.As(err, &unreadable) {
		return problem.New(problem.Unreadable, "Name", name).WithDetail(err.Error())
	}
	var answer *graph.Error
	if !errors.As(err, &answer) {
		if isTemporary(err) || errors.Is(err, context.DeadlineExceeded) {
			return problem.New(problem.Unreachable).WithDetail(err.Error())
		}
		return problem.New(problem.Unexpected).WithDetail(err.Error())
	}
	return explainAnswer(name, answer).WithDetail(answer.Detail())
}

// noToken is what the sign-in says where no token could be had. Where a person has to sign in it says the same to all
// of them; an application nobody can sign in for, so its sentence names what to correct.
type noToken interface {
	error
	ByApp() bool
	Key() string
	Text() string
	Args() map[string]string
	Detail() string
}

// remedy is what a person can do about a fault that is tried again meanwhile; nil where waiting is all there is to do.
func remedy(err error) *problem.Problem {
	var answer *graph.Error
	if errors.As(err, &answer) && !answer.ProxyRefused() && !answer.ProxyFailed() && !answer.Untrusted() {
		return nil
	}
	return Explain("", err)
}

func explainAnswer(name string, answer *graph.Error) *problem.Problem {
	switch {
	case answer.ProxyRefused():
		return problem.New(problem.ProxyRefused)
	case answer.Untrusted():
		return problem.New(problem.Untrusted)
	case answer.ProxyFailed():
		return problem.New(problem.ProxyFailed)
	case answer.TooLong():
		return problem.New(problem.AnswerTooLong)
	case answer.Odd():
		return problem.New(problem.OddAnswer)
	case answer.Status == 0:
		return problem.New(problem.Unreachable)
	case answer.User != "" && (answer.HasCode("ErrorInvalidUser") || answer.HasCode("MailboxNotEnabledForRESTAPI")):
		return problem.New(problem.AppUserUnknown, "User", answer.User)
	case answer.Throttled():
		return problem.New(problem.Throttled)
	case answer.Status == http.StatusUnauthorized, answer.Claims != "":
		return problem.New(problem.SignInNeeded)
	case answer.HasCode("MailboxNotEnabledForRESTAPI"):
		return problem.New(problem.MailboxMissing)
	case mailboxFull(answer):
		return problem.New(problem.MailboxFull)
	case malware(answer):
		return problem.New(problem.Malware, "Name", name)
	case answer.Status == http.StatusForbidden && answer.User != "":
		return problem.New(problem.AppForbidden, "User", answer.User)
	case answer.Status == http.StatusForbidden:
		return problem.New(problem.Forbidden)
	case answer.Missing():
		return problem.New(problem.TaskGone)
	case answer.Status == http.StatusRequestEntityTooLarge || bodyTooLarge(answer):
		return problem.New(problem.SizeRefused, "Name", name)
	case answer.Transient():
		return problem.New(problem.ServerFault, "Status", strconv.Itoa(answer.Status))
	default:
		code := answer.Code
		if code == "" {
			code = http.StatusText(answer.Status)
		}
		return problem.New(problem.Refused, "Name", name, "Status", strconv.Itoa(answer.Status), "Code", code)
	}
}

// detail is the copyable part of an error: what the type offers for that, else its text.
func detail(err error) string {
	var detailed interface{ Detail() string }
	if errors.As(err, &detailed) {
		return detailed.Detail()
	}
	return err.Error()
}
