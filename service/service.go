// Package service is what TaskDrop does, with no idea of a window.
package service
