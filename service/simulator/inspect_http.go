package simulator

import "net/http"

const inspectionRoot = "/_standin/"

func (s *Server) inspect(w http.ResponseWriter, r *http.Request) {}
