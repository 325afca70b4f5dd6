package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"taskdrop/service/transfer"
)

// bareSender is what the engine is measured against: four workers, an upload session for each file, ranges of the
// engine's length, and nothing else. It tries nothing again, writes nothing down, and believes every answer.
type bareSender struct {
	client *http.Client
	root   string
	token  string
	task   transfer.Target
}

const bareWorkers = 4

// send attaches all files and returns the first failure.
func (s *bareSender) send(ctx context.Context, paths []string) error {
	queue := make(chan string, len(paths))
	for _, path := range paths {
		queue <- path
	}
	close(queue)
	failures := make(chan error, bareWorkers)
	var workers sync.WaitGroup
	for range bareWorkers {
		workers.Go(func() {
			for path := range queue {
				if err := s.attach(ctx, path); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	workers.Wait()
	close(failures)
	return <-failures
}

func (s *bareSender) attach(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	uploadURL, err := s.open(ctx, filepath.Base(path), info.Size())
	for start := int64(0); err == nil && start < info.Size(); start += transfer.RangeSize {
		err = s.put(ctx, uploadURL, file, start, min(transfer.RangeSize, info.Size()-start), info.Size())
	}
	return err
}

func (s *bareSender) open(ctx context.Context, name string, size int64) (uploadURL string, err error) {
	content, err := json.Marshal(map[string]any{"attachmentInfo": map[string]any{"attachmentType": "file", "name": name, "size": size}})
	if err != nil {
		return "", err
	}
	address := fmt.Sprintf("%s/v1.0/me/todo/lists/%s/tasks/%s/attachments/createUploadSession", s.root, s.task.ListID, s.task.TaskID)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(content))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := s.do(request)
	if err != nil {
		return "", err
	}
	var session struct {
		UploadURL string `json:"uploadUrl"`
	}
	if err := json.Unmarshal(answer, &session); err != nil {
		return "", err
	}
	return session.UploadURL, nil
}

func (s *bareSender) put(ctx context.Context, uploadURL string, file io.ReaderAt, start, length, total int64) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, uploadURL+"/content", io.NewSectionReader(file, start, length))
	if err != nil {
		return err
	}
	request.ContentLength = length
	request.Header.Set("Content-Type", "application/octet-stream")
	request.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, start+length-1, total))
	_, err = s.do(request)
	return err
}

func (s *bareSender) do(request *http.Request) ([]byte, error) {
	request.Header.Set("Authorization", "Bearer "+s.token)
	answer, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	if answer.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%s: %s: %s", request.URL.Path, answer.Status, content)
	}
	return content, nil
}
