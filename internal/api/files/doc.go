// Package files is the operations about files that come in, and the jobs that work behind the door.
package files
