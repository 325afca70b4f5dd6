// Package simulator is a stand-in for Microsoft's sign-in and for the To Do part of Microsoft Graph: for the demo,
// for tests, and for other To Do clients that are to be tried against a strict server. It is no part of what a
// person's account meets: main (for -demo) and tests alone import it, and it shares no code with the client.
//
// It keeps the rules of the wire as they were seen live on personal accounts in autumn 2026, and refuses what the
// real service refuses or may refuse. What the documents tell otherwise, and what nobody knows for sure, are
// switches in Options. The comments name the rules: E1 to E47 stand at the end of this text, the facts behind them
// (C, F, L, K) in service/graph/FACTS.md, those of the sign-in (S) in auth/FACTS.md.
//
// # In a test
//
// Example shows the whole of it: New with Options, Start on a free port (StartTLS for https with HTTP/2), AddTask
// and other methods for what another program does meanwhile, AccessToken for a client whose sign-in is not what is
// tried, and Requests, Attachments, Sessions and Links for what came of it. A client that signs in does so at
// running.URL()+"/common/oauth2/v2.0/authorize" with the client id DemoClientID; Options.AutoAccept answers the
// page.
//
// A Server is also an http.Handler, and Serve takes any net.Listener: inside a testing/synctest bubble, one made of
// net.Pipe. It waits on timers and on the request's context only, and starts no goroutine that outlives a request.
// Package relay puts a line between client and stand-in that is slow, breaks or goes silent.
//
// # Standing alone
//
//	go run ./service/simulator/serve -addr 127.0.0.1:8080 -latency 50ms -rate 2MB/s -faults faults.json
//
// The first line of output is the base URL; -help lists the switches. What is on the server can be seen and changed
// over HTTP, without a token:
//
//	GET    /_standin/state                everything; also requests, lists, tasks, attachments, links, sessions,
//	                                      faults, issued, options by themselves
//	GET    /_standin/content?id=ID        an attachment's bytes
//	DELETE /_standin/requests             empty the record
//	PUT    /_standin/faults               replace the faults by a JSON array; POST adds, DELETE removes all
//	PATCH  /_standin/options              {"Latency":50000000,"FullMailbox":true}: durations in nanoseconds
//	POST   /_standin/tokens/expire        end all access tokens; tokens/revoke ends the refresh tokens
//	POST   /_standin/sessions/expire      end all upload sessions
//	POST   /_standin/lists                {"account":"mia.berger@outlook.example","name":"New"}: as another program would
//	POST   /_standin/tasks                {"list":ID,"title":"New"}
//	POST   /_standin/tasks/move           {"task":ID,"list":ID}: the task gets a new id
//	POST   /_standin/attachments          {"task":ID,"name":"a.txt","contentBytes":"aGk="}
//	POST   /_standin/attachments/corrupt  {"id":ID}: flip a bit
//	DELETE /_standin/lists?id=ID          also tasks, attachments
//
// # App-only access
//
// With -client-secret SECRET, or -client-certificate FILE for assertions signed with its key, the client credentials
// grant gives tokens without a person, at the token endpoint of one organization and for the scope .default alone.
// They open /users/{id}/todo/lists of that organization's people; -no-app-consent leaves the roles out of them, and
// createUploadSession is 403 unless -app-only-sessions (E42).
//
//	go run ./service/simulator/serve -client-secret hush-hush
//	curl -d grant_type=client_credentials -d client_id=5ca1ab1e-7a5c-4d0b-8a11-0ddba11c0de5 -d client_secret=hush-hush \
//	  -d scope=https://graph.microsoft.com/.default $ROOT/contoso.example/oauth2/v2.0/token
//
// # Faults
//
// A fault strikes calls of a kind (see the Call constants), at a position in the file, a number of times or by chance.
// A file of faults is a JSON array:
//
//	[
//	  {"call": "putRange", "range": "first",  "status": 500},
//	  {"call": "putRange", "range": "middle", "nth": 2, "times": 3, "status": 503, "retryAfter": "2"},
//	  {"call": "putRange", "range": "last",   "reset": "commit"},
//	  {"call": "putRange", "range": "ahead",  "status": 504, "delay": "29s", "times": -1},
//	  {"call": "putRange", "reset": "middle", "resetAfter": 1000000, "probability": 0.05},
//	  {"call": "putRange", "file": "photo.jpg", "nextRange": "0"},
//	  {"call": "putRange", "range": "last",   "location": "paren"},
//	  {"call": "createSession", "status": 429, "retryAfter": "date:7"},
//	  {"call": "inline", "status": 504, "commit": true, "body": "empty"},
//	  {"call": "tasks", "status": 404, "code": "UnknownError"},
//	  {"call": "list", "ghost": true},
//	  {"call": "token", "status": 400, "code": "invalid_grant", "number": 50173, "message": "The grant was revoked."},
//	  {"call": "value", "hang": true},
//	  {"call": "inline", "reset": "commit"},
//	  {"call": "inline", "reset": "before"},
//	  {"list": "Family", "status": 401, "times": -1},
//	  {"call": "putRange", "range": "last", "delay": "75s"},
//	  {"status": 500, "body": "html", "probability": 0.01, "times": 20}
//	]
//
// From the top: an error before anything is read; from the second such range on, three 503 with a pause; the last
// range is taken but its answer lost; a range that skips ahead times out late; one range in twenty breaks off after
// a megabyte; the server says that it has nothing of photo.jpg; another form of Location; a pause given as a date;
// work done but denied; a passing 404; a list deleted whose tasks live on; a renewal refused; a download that never
// starts; an inline file whose connection drops after it was attached, and one before; a list that no token opens;
// an answer that takes more than a minute while its connection lives; a proxy's page now and then.
//
// # The rules of the stand-in
//
// No source tells the statuses of some refusals (E22, E24, E25, E28 to E32, E36, E37); they are choices, and a
// client has to pass with others.
//
//   - E1: the authorize page refuses an unknown client_id and a missing response_type, redirect_uri or scope. A bad
//     client_id or redirect_uri ends on a page and is never sent back.
//   - E2: a redirect URI has to match in scheme, host and path. The port of localhost is ignored, that of 127.0.0.1 by
//     Options.LoopbackIPAnyPort.
//   - E3: a redirect URI without a path is called with /, and state comes back byte for byte.
//   - E4: a code is good once and for 10 minutes; after that it is invalid_grant, 54005.
//   - E5: a wrong or missing code_verifier is invalid_grant, 501481; so is another redirect_uri than at authorize.
//   - E6: a client_secret of a public client is invalid_client, 700025; an Origin header invalid_request, 9002326; a
//     missing parameter invalid_request, 900144.
//   - E7: /token takes POST of a form alone: anything else is 900561.
//   - E8: there is a refresh_token only for offline_access and an id_token only for openid. Access tokens live for
//     Options.TokenLifetime.
//   - E9: a renewal gives a new refresh token. The old one stays good, unless Options.RevokeUsedRefreshTokens says
//     otherwise.
//   - E10: sign-ins and renewals end as Options.SignInOutcome and Options.RefreshOutcome say, or as the page's select
//     does.
//   - E11: a device code is pending until it is approved, keeps its interval (slow_down) and expires.
//   - E12: access tokens are opaque for a personal account and look like a JWT for one of work. An expired one is 401
//     InvalidAuthenticationToken.
//   - E13: every call of Graph needs a bearer, those of upload sessions too; without one it is 401. A write without
//     Tasks.ReadWrite is 403.
//   - E14: with Options.RequireClaims a client that declared cp1 gets 401 with insufficient_claims until it signs in
//     with the claims.
//   - E15: lists come 50 a page with a nextLink. Options.SixteenLists gives 16 and no link without $top. $skip is
//     ignored, or refused by Options.RefuseSkip.
//   - E16: $select on lists and tasks is 400, inner code RequestBroker--ParseUri, unless Options.AllowSelect.
//   - E17: $filter=status ne 'completed' works, another filter is 400. Options.TopLimit caps $top.
//   - E18: a nextLink is absolute and carries the query. With Options.SkipTokens any change breaks it;
//     Options.EmptyPages puts an empty page between.
//   - E19: ids differ by case and contain -, _ and =; %3D is taken. The wrong case is 404.
//   - E20: a task that is moved gets a new id, and the old one is 404.
//   - E21: errors have Graph's shape. Every answer has a request-id and echoes client-request-id.
//   - E22: an inline POST needs the exact @odata.type, a name and padded base64. 3,145,728 bytes are too many; with
//     Options.ConsumerInline the body's cap is 30,000,000 bytes.
//   - E23: a list of attachments omits contentBytes (unless Options.ListContent) and one attachment has them, flat or
//     (Options.WrapAttachment) in value. $value gives bytes and type. DELETE is 204, then 404.
//   - E24: createUploadSession needs attachmentInfo with attachmentType file, a name and a size. An unknown key is
//     400.
//   - E25: a session for more than Options.FileLimit (26,214,400 bytes) or less than Options.SessionMinimum is 400, and
//     so is one for 0 bytes unless Options.EmptyFileSessions.
//   - E26: a session is created with 201 or (Options.CreatedOK) 200. Its uploadUrl is on the Graph host, without
//     /content, with the person's address or (Options.UserIDs) id.
//   - E27: a PUT to the bare uploadUrl is 401 without a token and 404 with one. Ranges are taken on /content alone.
//   - E28: a range needs Content-Range and Content-Length and no chunked encoding (400, 411), and the type
//     application/octet-stream (415, unless Options.AnyRangeType).
//   - E29: a Content-Range has one exact spelling. It has to agree with Content-Length, body and declared size, else
//     400.
//   - E30: a range above Options.RangeLimit (4,194,304 bytes) is 413.
//   - E31: a range starts at the next expected byte. Another start is 400 InvalidStart, 416 (Options.InvalidRange) or
//     Options.WrongStartStatus, and the session goes on. Multiples of 320 KiB are not asked for.
//   - E32: a second range while the first is on its way is 409, or 416 by Options.SecondPutStatus.
//   - E33: a range that is not the last is 200 with the next byte. Options.PascalCase, Options.RangeForm and
//     Options.RangeStatus spell it otherwise.
//   - E34: the last range is 201 without a body, and with a Location as Options.Location has it.
//   - E35: an attachment is listed only after its last range. hasAttachments follows the first and the last one.
//   - E36: GET of uploadUrl is 404 at all times, or tells where the session stands (Options.SessionStatus). DELETE is
//     204, then 404.
//   - E37: a session ends after Options.SessionLifetime, 2 hours. A range after that is Options.ExpiredStatus, 404 or
//     410.
//   - E38: a range that breaks off leaves nothing, or with Options.KeepPartialRanges what had arrived.
//   - E39: a fault with the reset "commit" does the work and loses the answer.
//   - E40: one registration in one mailbox gets 4 requests at once, 10,000 in 10 minutes and 150,000,000 bytes in 5
//     minutes. More is 429 with Retry-After.
//   - E41: a fault answers any call with a status, code and body of its own, or cuts its connection.
//   - E42: Options.FullMailbox refuses writes with 403, Options.NoMailbox everything with 404. An app-only token opens
//     no upload session, unless Options.AppOnlySessions.
//   - E43: the listed size is 240 bytes more than the file's, unless Options.ExactSizes.
//   - E44: another person's tasks are refused with ErrorIncorrectRoutingHint.
//   - E45: with Options.NoSessions createUploadSession is 404, and inline bodies are capped as on a personal account.
//   - E46: every request is recorded, without its token.
//   - E47: Options.RequestLimit cuts the connection of each request that takes longer, as a gateway in between may do.
package simulator
