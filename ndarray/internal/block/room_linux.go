// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	// arenaSize is by what the heap grows, aligned to it.
	arenaSize = 64 << 20
	// spareAddresses is what is left of the address space for threads, and for
	// what the runtime knows of the heap.
	spareAddresses = 64 << 20
	// spareMemory is what is left of memory for all else, if that is no more
	// than a sixteenth of the limit.
	spareMemory = 32 << 20
)

// system is where limits are read: the files below a root, for tests.
type system struct {
	root   string
	rlimit func(resource int) (uint64, bool)
	found  *found
}

// found are the groups that were found last. A process is rarely moved.
type found struct {
	list []group
	at   time.Time
}

// groupsFor is how long found groups are believed.
const groupsFor = time.Second

var theSystem = system{"/", rlimit, &found{}}

func rlimit(resource int) (uint64, bool) {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(resource, &l); err != nil || l.Cur > math.MaxInt64 {
		return 0, false
	}
	return l.Cur, true
}

// room returns what there is when n bytes are wanted.
func (s system) room(n int) room {
	r := room{memory: unlimited, addresses: unlimited, others: unlimited, most: unlimited}
	s.addressRoom(&r)
	s.machineRoom(&r)
	if now := time.Now(); now.Sub(s.found.at) > groupsFor {
		s.found.list, s.found.at = s.groups(), now
	}
	for _, g := range s.found.list {
		g.room(&r)
	}
	r.mapped = int64(n) <= r.most && probe(n)
	return r
}

// limited reports whether the address space of the process is limited.
func (s system) limited() bool {
	_, as := s.rlimit(syscall.RLIMIT_AS)
	_, data := s.rlimit(syscall.RLIMIT_DATA)
	return as || data
}

// addressRoom reads the limits of the address space (ulimit -v) and of data
// (ulimit -d). What Go's heap returns stays mapped, so it counts as used.
func (s system) addressRoom(r *room) {
	as, hasAS := s.rlimit(syscall.RLIMIT_AS)
	data, hasData := s.rlimit(syscall.RLIMIT_DATA)
	if !hasAS && !hasData {
		return
	}
	// size resident shared text lib data dirty, in pages.
	fields := bytes.Fields(s.read("proc/self/statm"))
	if len(fields) < 6 {
		return
	}
	limit := func(bytes uint64, pages []byte) {
		used, err := strconv.ParseInt(string(pages), 10, 64)
		if err != nil {
			return
		}
		free := int64(bytes) - used*int64(os.Getpagesize()) - spareAddresses
		r.others = min(r.others, free)
		if shared.Load() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			free = (free - int64(m.HeapSys)) / 2
		}
		free -= arenaSize
		free -= free / 128 // what the runtime keeps of a heap of that size
		r.addresses = min(r.addresses, max(free, 0)&^(arenaSize-1))
		r.most = min(r.most, int64(bytes))
	}
	if hasAS {
		limit(as, fields[0])
	}
	if hasData {
		limit(data, fields[5])
	}
}

// limitMemory lowers the room to what is free below a limit of memory.
func (r *room) limitMemory(limit, free int64) {
	r.most = min(r.most, limit)
	r.memory = min(r.memory, max(free-min(spareMemory, limit/16), 0))
}

// machineRoom reads what the machine has.
func (s system) machineRoom(r *room) {
	text := s.read("proc/meminfo")
	available, ok := field(text, "MemAvailable:")
	if !ok {
		return
	}
	total, _ := field(text, "MemTotal:")
	swap, _ := field(text, "SwapTotal:")
	swapFree, _ := field(text, "SwapFree:")
	r.limitMemory((total+swap)<<10, (available+swapFree)<<10)
}

// group is a control group, or one that it is in.
type group struct {
	s       system
	dir     string
	unified bool
}

// groups returns the memory groups of the process and those around them. See
// cgroups(7): a group is a folder below where its hierarchy is mounted.
func (s system) groups() []group {
	var list []group
	mounts := strings.Split(string(s.read("proc/self/mountinfo")), "\n")
	for line := range strings.SplitSeq(string(s.read("proc/self/cgroup")), "\n") {
		// id:controllers:path, with no controllers in version 2.
		parts := strings.SplitN(line, ":", 3)
		if len(parts) < 3 || parts[1] != "" && !has(parts[1], "memory") {
			continue
		}
		unified := parts[1] == ""
		for _, m := range mounts {
			mount, root, ok := groupMount(m, unified)
			if !ok {
				continue
			}
			// A process outside the part that is mounted has the mount's own.
			dir := mount
			if rest, ok := strings.CutPrefix(parts[2], strings.TrimSuffix(root, "/")); ok && (rest == "" || rest[0] == '/') {
				dir = filepath.Join(mount, rest)
			}
			for strings.HasPrefix(dir, mount) {
				list = append(list, group{s, dir, unified})
				if dir == mount {
					break
				}
				dir = filepath.Dir(dir)
			}
			break
		}
	}
	return list
}

// groupMount reads a line of mountinfo, see proc(5). It returns where a
// hierarchy with memory groups is mounted, and which folder of it.
func groupMount(line string, unified bool) (mount, root string, ok bool) {
	before, after, ok := strings.Cut(line, " - ")
	fields, kind := strings.Fields(before), strings.Fields(after)
	if !ok || len(fields) < 5 || len(kind) < 3 {
		return "", "", false
	}
	if unified && kind[0] != "cgroup2" || !unified && (kind[0] != "cgroup" || !has(kind[2], "memory")) {
		return "", "", false
	}
	return fields[4], fields[3], true
}

// has reports whether a list with commas has an item.
func has(list, item string) bool {
	for s := range strings.SplitSeq(list, ",") {
		if s == item {
			return true
		}
	}
	return false
}

// room lowers r to what the group has. Pages of files count as free: the
// system drops them before it refuses memory.
func (g group) room(r *room) {
	limitFile, usedFile, prefix := "memory.max", "memory.current", ""
	if !g.unified {
		limitFile, usedFile, prefix = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_"
	}
	limit, ok := g.number(limitFile)
	if !ok || limit >= math.MaxInt64>>1 { // version 1 has a number for no limit
		return
	}
	used, ok := g.number(usedFile)
	if !ok {
		return
	}
	stat := g.s.read(filepath.Join(g.dir, "memory.stat"))
	inactive, _ := field(stat, prefix+"inactive_file")
	active, _ := field(stat, prefix+"active_file")
	free := limit - used + inactive + active
	if g.unified {
		// What is swapped out counts as swap alone.
		if most, ok := g.number("memory.swap.max"); ok && most > 0 {
			swapped, _ := g.number("memory.swap.current")
			machine, _ := field(g.s.read("proc/meminfo"), "SwapFree:")
			swap := max(min(most-swapped, machine<<10), 0)
			limit, free = limit+swap, free+swap
		}
	}
	r.limitMemory(limit, free)
}

// number reads a file of one number; ok is false for the word max.
func (g group) number(name string) (int64, bool) {
	text := strings.TrimSpace(string(g.s.read(filepath.Join(g.dir, name))))
	if text == "max" && strings.HasPrefix(name, "memory.swap") {
		return math.MaxInt64, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// read returns the beginning of a file: all of it, of those that are read
// here. Package os would have the poller look at each.
func (s system) read(name string) []byte {
	fd, err := syscall.Open(filepath.Join(s.root, name), syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer syscall.Close(fd)
	text := make([]byte, 0, 8<<10)
	for len(text) < 1<<20 {
		n, err := syscall.Read(fd, text[len(text):cap(text)])
		if err == syscall.EINTR {
			continue
		}
		if n <= 0 || err != nil {
			break
		}
		text = text[:len(text)+n]
		if len(text) == cap(text) {
			text = slices.Grow(text, len(text))
		}
	}
	return text
}

// field returns the number after a name at the beginning of a line.
func field(text []byte, name string) (int64, bool) {
	for line := range bytes.Lines(text) {
		f := bytes.Fields(line)
		if len(f) >= 2 && string(f[0]) == name {
			n, err := strconv.ParseInt(string(f[1]), 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
