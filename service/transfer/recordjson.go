package transfer

import (
	"encoding/json"
	"time"

	"taskdrop/service/localfiles/rawpath"
)

// plainRecord is Record without its methods.
type plainRecord Record

// storedRecord is a Record as the journal holds it: paths keep bytes that are no text, and times have no year that
// JSON can't write (R9).
type storedRecord struct {
	*plainRecord
	Path     rawpath.Path `json:"path"`
	Given    rawpath.Path `json:"given,omitempty"`
	Source   rawpath.Path `json:"source,omitempty"`
	Expires  storedTime   `json:"expires,omitzero"`
	Finished storedTime   `json:"finished,omitzero"`
}

// MarshalJSON implements json.Marshaler.
func (r Record) MarshalJSON() ([]byte, error) {
	plain := plainRecord(r)
	if !isStorable(plain.Target.TaskCreated) {
		plain.Target.TaskCreated = time.Time{} // a hint only
	}
	return json.Marshal(storedRecord{
		plainRecord: &plain,
		Path:        rawpath.Path(r.Path), Given: rawpath.Path(r.Given), Source: rawpath.Path(r.Source),
		Expires: storedTime{r.Expires}, Finished: storedTime{r.Finished},
	})
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *Record) UnmarshalJSON(data []byte) error {
	stored := storedRecord{plainRecord: (*plainRecord)(r)}
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	r.Path, r.Given, r.Source = string(stored.Path), string(stored.Given), string(stored.Source)
	r.Expires, r.Finished = stored.Expires.Time, stored.Finished.Time
	return nil
}

// plainFingerprint is fingerprint without its methods.
type plainFingerprint fingerprint

// storedFingerprint is a fingerprint as the journal holds it.
type storedFingerprint struct {
	*plainFingerprint
	ModTime storedTime `json:"modified"`
}

// MarshalJSON implements json.Marshaler.
func (f fingerprint) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedFingerprint{(*plainFingerprint)(&f), storedTime{f.ModTime}})
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *fingerprint) UnmarshalJSON(data []byte) error {
	stored := storedFingerprint{plainFingerprint: (*plainFingerprint)(f)}
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	f.ModTime = stored.ModTime.Time
	return nil
}

// storedTime is a time that survives JSON in any year. RFC 3339, which encoding/json writes, ends with the year 9999,
// and a file's date does not; such a time is written as seconds and nanoseconds since 1970.
type storedTime struct{ time.Time }

type farTime struct {
	Seconds     int64 `json:"seconds"`
	Nanoseconds int64 `json:"nanoseconds,omitempty"`
}

// isStorable reports whether RFC 3339 can write a time.
func isStorable(t time.Time) bool {
	_, err := t.MarshalJSON()
	return err == nil
}

// MarshalJSON implements json.Marshaler.
func (t storedTime) MarshalJSON() ([]byte, error) {
	if isStorable(t.Time) {
		return t.Time.MarshalJSON()
	}
	return json.Marshal(farTime{t.Unix(), int64(t.Nanosecond())})
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *storedTime) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '{' {
		return t.Time.UnmarshalJSON(data)
	}
	var far farTime
	if err := json.Unmarshal(data, &far); err != nil {
		return err
	}
	t.Time = time.Unix(far.Seconds, far.Nanoseconds).UTC()
	return nil
}
