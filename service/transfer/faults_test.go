package transfer_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"taskdrop/service/simulator"
	"taskdrop/service/transfer"
)

// place is where a fault strikes.
type place struct {
	call  simulator.Call
	which simulator.Which
}

func (p place) String() string { return fmt.Sprint(p.call, " ", p.which) }

var everyPlace = []place{
	{simulator.CallCreateSession, ""}, {simulator.CallPutRange, simulator.FirstRange}, {simulator.CallPutRange, simulator.MiddleRange},
	{simulator.CallPutRange, simulator.LastRange}, {simulator.CallInline, ""}, {simulator.CallAttachments, ""},
	{simulator.CallList, ""},
}

// passing are faults after which the file must hang on the task all the same.
var passing = map[string]simulator.Fault{
	"500":                       {Status: 500, Code: "generalException"},
	"500 done":                  {Status: 500, Code: "generalException", Commit: true},
	"502 page":                  {Status: 502, Body: simulator.BodyHTML},
	"503 MailboxInfoStale":      {Status: 503, Code: "MailboxInfoStale", RetryAfter: "3"},
	"503 thrice":                {Status: 503, Body: simulator.BodyEmpty, Times: 3},
	"504 UnknownError":          {Status: 504, Code: "UnknownError"},
	"504 done":                  {Status: 504, Code: "UnknownError", Commit: true},
	"504 done twice":            {Status: 504, Body: simulator.BodyEmpty, Commit: true, Times: 2},
	"408":                       {Status: 408},
	"423 twice":                 {Status: 423, Code: "resourceLocked", Times: 2},
	"409 twice":                 {Status: 409, Code: "ErrorIrresolvableConflict", Times: 2},
	"412 twice":                 {Status: 412, Code: "ErrorIrresolvableConflict", Times: 2},
	"520 page":                  {Status: 520, Body: simulator.BodyHTML, Times: 2},
	"500 with a time":           {Status: 500, RetryAfter: "5"},
	"504 with a date, done":     {Status: 504, RetryAfter: "date:6", Commit: true},
	"a page for an answer":      {Status: 200, Body: simulator.BodyHTML},
	"cut before":                {Reset: simulator.ResetBefore},
	"cut in the middle":         {Reset: simulator.ResetMiddle, ResetAfter: 1000},
	"cut four times":            {Reset: simulator.ResetMiddle, ResetAfter: 70_000, Times: 4},
	"answer lost":               {Reset: simulator.ResetCommit},
	"answer lost twice":         {Reset: simulator.ResetCommit, Times: 2},
	"answer broken":             {Reset: simulator.ResetAnswer},
	"silence":                   {Hang: true},
	"silence after it was done": {Hang: true, Commit: true},
	"429":                       {Status: 429, RetryAfter: "7", Code: "activityLimitReached", InnerCode: "ApplicationThrottled"},
	"429 by date":               {Status: 429, RetryAfter: "date:9", Times: 3},
	"429 without a time":        {Status: 429, Times: 2},
	"429 always 1":              {Status: 429, RetryAfter: "1", Times: 5},
	"509":                       {Status: 509, RetryAfter: "4"},
	"401 once":                  {Status: 401, Code: "InvalidAuthenticationToken"},
	"404 once":                  {Status: 404, Code: "UnknownError"},
	"slow answer":               {Delay: simulator.Duration(70 * time.Second)},
}

// TestAFaultAnywhereLosesNothingAndDoublesNothing is the fault matrix: each fault at each place, with a file that goes
// inline and one of three ranges.
func TestAFaultAnywhereLosesNothingAndDoublesNothing(t *testing.T) {
	for name, fault := range passing {
		for _, at := range everyPlace {
			t.Run(name+" at "+at.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					fault.Call, fault.Range = at.call, at.which
					w := newWorld(t, simulator.Options{Faults: []simulator.Fault{fault}})
					small, large := w.file("small.txt", 90_000), w.file("large.bin", 10_000_000)
					w.add(small, large)
					w.settle()
					if at.call == simulator.CallCreateSession {
						w.server.ExpireSessions() // one whose address never arrived can only run out
					}
					w.attachedOnce(small, large)
					w.noneInsideRetryAfter()
					if w.server.Faults()[0].Strikes == 0 {
						t.Error("the fault never struck")
					}
					tries := int64(max(fault.Times, 1))
					if over := w.uploaded() - 10_000_000; over > tries*transfer.RangeSize {
						t.Errorf("%d bytes sent over the file's own for %d lost ranges", over, tries)
					}
				})
			})
		}
	}
}

// TestServersThatAnswerInOtherWays takes a file past each documented form that differs from what was seen live.
func TestServersThatAnswerInOtherWays(t *testing.T) {
	for name, opts := range map[string]simulator.Options{
		"documented":  {CreatedOK: true, UserIDs: true, InvalidRange: true, PascalCase: true, SessionStatus: true, Location: simulator.LocationParen},
		"no location": {Location: simulator.LocationMissing}, "202 and N-": {RangeStatus: 202, RangeForm: simulator.RangeStartDash},
		"N-M": {RangeForm: simulator.RangeStartEnd}, "small ranges": {RangeLimit: 1_000_000}, "exact sizes": {ExactSizes: true},
		"no echo": {NoInlineEcho: true}, "partial ranges kept": {KeepPartialRanges: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opts.Faults = []simulator.Fault{
					{Call: simulator.CallPutRange, Range: simulator.MiddleRange, Reset: simulator.ResetCommit},
					{Call: simulator.CallPutRange, Range: simulator.MiddleRange, Reset: simulator.ResetMiddle, ResetAfter: 500_000},
					{Call: simulator.CallPutRange, Range: simulator.LastRange, Reset: simulator.ResetCommit},
				}
				w := newWorld(t, opts)
				w.check = true
				small, large := w.file("small.txt", 90_000), w.file("large.bin", 10_000_000)
				w.add(small, large)
				w.settle()
				w.attachedOnce(small, large)
			})
		})
	}
}

// TestARangeRefusedWithoutReason: the session is not where either side thinks, so the file starts anew, once or twice,
// and ends in a sentence where that never helps (4.6).
func TestARangeRefusedWithoutReason(t *testing.T) {
	refusals := map[string]simulator.Fault{
		"416":          {Status: 416, Code: "invalidRange"},
		"409":          {Status: 409, Code: "conflict"},
		"InvalidStart": {Status: 400, Code: "invalidRequest", InnerCode: "InvalidStart"},
		"404 twice":    {Status: 404, Code: "itemNotFound", Times: 2},
		"410 twice":    {Status: 410, Times: 2},
		"413":          {Status: 413, Code: "maxFragmentLengthExceeded"},
		"next too far": {NextRange: "99999999"},
		"next behind":  {NextRange: "0"},
		"no next":      {NextRange: "none"},
	}
	for name, fault := range refusals {
		for _, which := range []simulator.Which{simulator.FirstRange, simulator.MiddleRange, simulator.LastRange} {
			t.Run(name+" at "+string(which), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					once := fault
					once.Call, once.Range = simulator.CallPutRange, which
					w := newWorld(t, simulator.Options{Faults: []simulator.Fault{once}})
					path := w.file("large.bin", 10_000_000)
					w.add(path)
					w.settle()
					w.attachedOnce(path)
				})
				synctest.Test(t, func(t *testing.T) {
					always := fault
					always.Call, always.Range, always.Times = simulator.CallPutRange, which, -1
					w := newWorld(t, simulator.Options{Faults: []simulator.Fault{always}})
					id := w.add(w.file("large.bin", 10_000_000))[0]
					w.settle()
					w.noSessions()
					item := w.item(id)
					if item.State == transfer.StateFailed && item.Problem.Sentence() == "" {
						t.Error("failed without a word")
					}
					if hangs := len(w.server.Attachments()); hangs > 1 || (hangs == 1) != (item.State == transfer.StateAttached) {
						t.Errorf("%d attachments, and the row says %v", hangs, item.State)
					}
					if n := w.sessionsMade(); n > 3 {
						t.Errorf("%d sessions for one file", n)
					}
				})
			})
		}
	}
}
