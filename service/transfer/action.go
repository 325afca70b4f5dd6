package transfer

import (
	"errors"
	"net/http"
	"strings"

	"taskdrop/service/graph"
)

// place is the request an error answered. The same status means different things at different places.
type place int

const (
	atCreate place = iota // createUploadSession
	atRange               // a range that attaches nothing yet
	atLast                // the range that attaches the file
	atInline              // the POST that attaches the file
	atRead                // list, task, attachments, $value, delete: asking again does no harm
)

// action is what follows from an error: the behaviour, not the cause (C27).
type action int

const (
	giveUp    action = iota // tell the person
	tryAgain                // wait, then send the same request again
	pause                   // the mailbox is held back by its governor; the same request, and no failure counted
	lookFirst               // it may have been carried out: look at the attachments before anything is sent (C24)
	conflict                // the server expects another range (L5)
	gone                    // not there; worth a second look (L18)
	smaller                 // the range is too long for this server
	otherWay                // sessions refused: inline; inline too large: a session (C40)
	signIn                  // a person is needed; the session is kept (C9)
)

// decide is the table of errors and actions in the package documentation (C27). It finds errors through wrapping.
func decide(at place, err error) action {
	if needsSignIn(err) {
		return signIn
	}
	var answer *graph.Error
	if !errors.As(err, &answer) {
		if isTemporary(err) {
			return tryAgain // the token could not be renewed just now; nothing was sent
		}
		return giveUp
	}
	attaches := at == atLast || at == atInline
	switch {
	case answer.Throttled(): // T1
		return pause
	case answer.Foreign && (answer.Status == http.StatusUnauthorized || answer.Status == http.StatusForbidden):
		return gone // another host was shown no token: what ended is the upload URL
	case answer.Status == http.StatusUnauthorized, answer.Claims != "": // T2, S8
		return signIn
	case attaches && answer.Unknown(): // T3
		return lookFirst
	case answer.Transient(): // T4
		return tryAgain
	case refusedForGood(answer): // T5
		return giveUp
	case answer.Missing(): // T6
		return gone
	case at != atRange && at != atLast && inEachOthersWay(answer): // T7
		return tryAgain
	}
	return decideRefusal(at, answer)
}

// inEachOthersWay: the mailbox was busy with another change of the same task, as several files at once make them
// (L13), and did nothing.
func inEachOthersWay(answer *graph.Error) bool {
	return contended(answer) && !answer.HasCode("nameAlreadyExists")
}

func contended(answer *graph.Error) bool {
	return answer.Status == http.StatusConflict || answer.Status == http.StatusPreconditionFailed
}

// decideRefusal is the part of the table where the server said no to this request as it stands.
func decideRefusal(at place, answer *graph.Error) action {
	switch at {
	case atRange, atLast:
		switch {
		case answer.Status == http.StatusRequestEntityTooLarge || answer.HasCode("maxFragmentLengthExceeded"): // T8
			return smaller
		case rangeConflict(answer): // T9
			return conflict
		}
	case atCreate:
		// No source names the one status of this refusal, so each that is about the request leads to the other way
		// (C40, T10).
		if answer.Status/100 == 4 || answer.Status == http.StatusNotImplemented {
			return otherWay
		}
	case atInline: // T11
		switch answer.Status {
		case http.StatusRequestEntityTooLarge, http.StatusMethodNotAllowed, http.StatusNotImplemented, http.StatusUnsupportedMediaType:
			return otherWay
		}
		if bodyTooLarge(answer) {
			return otherWay
		}
	}
	return giveUp // T12
}

// didNothing reports whether the service itself said that it could not begin (503), with an error of its own and not a
// gateway's page. It is not fully relied on (C24).
func didNothing(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Status == http.StatusServiceUnavailable && answer.Code != ""
}

// tooLong reports whether the server said that a request is too long for it.
func tooLong(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && (answer.Status == http.StatusRequestEntityTooLarge || bodyTooLarge(answer))
}

// rangeConflict is every way of saying "not this range now": L5 has 400 InvalidStart, the documents the others.
func rangeConflict(answer *graph.Error) bool {
	switch answer.Status {
	case http.StatusRequestedRangeNotSatisfiable, http.StatusConflict, http.StatusPreconditionFailed:
		return true
	case http.StatusBadRequest:
		for _, code := range []string{
			"InvalidStart", "invalidStartIndex", "invalidRange", "fragmentOverlap", "fragmentOutOfOrder",
			"fragmentLengthMismatch", "uploadSessionIncomplete",
		} {
			if answer.HasCode(code) {
				return true
			}
		}
	}
	return false
}

// maybeConflict is how a range may be refused that the server has already: no source names the one status (F30), so
// whoever sent it before takes each of these for it.
func maybeConflict(err error) bool {
	var answer *graph.Error
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.Status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusNotAcceptable:
		return !refusedForGood(answer)
	}
	return false
}

// refusedForGood are the refusals that no other way of sending gets around.
func refusedForGood(answer *graph.Error) bool {
	return mailboxFull(answer) || malware(answer) || answer.HasCode("MailboxNotEnabledForRESTAPI")
}

func mailboxFull(answer *graph.Error) bool {
	return answer.Status == http.StatusInsufficientStorage || answer.HasCode("quotaLimitReached") ||
		answer.HasCode("ErrorQuotaExceeded") || answer.HasCode("insufficientStorage")
}

func malware(answer *graph.Error) bool {
	return answer.HasCode("malwareDetected") || answer.HasCode("virusSuspicious") || answer.HasCode("virusDetected")
}

// bodyTooLarge is the consumer mailbox's 400 about its 30,000,000-byte cap (F24).
func bodyTooLarge(answer *graph.Error) bool {
	return answer.HasCode("ErrorAttachmentSizeLimitExceeded") || answer.HasCode("maxFileSizeExceeded") ||
		strings.Contains(strings.ToLower(answer.Message), "size limit")
}

// refusedAsRequest is a no to how a thing was asked for, which leaves open whether it is there.
func refusedAsRequest(err error) bool {
	var answer *graph.Error
	return errors.As(err, &answer) && answer.Status/100 == 4 && !answer.Throttled() &&
		answer.Status != http.StatusUnauthorized && !refusedForGood(answer)
}

func needsSignIn(err error) bool {
	var who interface{ SignInRequired() bool }
	return errors.As(err, &who) && who.SignInRequired()
}

func isTemporary(err error) bool {
	var passing interface{ Temporary() bool }
	return errors.As(err, &passing) && passing.Temporary()
}

// SignInRequired reports whether a request was refused until a person signs in again (C9).
func SignInRequired(err error) bool { return decide(atRead, err) == signIn }

// Passing reports whether a read is worth another try: after a fault that may pass, or a first 404 (L18). misses
// counts those.
func Passing(err error, misses *int) bool {
	switch decide(atRead, err) {
	case tryAgain, pause:
		return true
	case gone:
		*misses++
		return *misses == 1
	}
	return false
}
