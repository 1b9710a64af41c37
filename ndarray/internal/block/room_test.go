// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && !386 && !arm && !mips && !mipsle

package block

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const mib = 1 << 20

// tree is a system made of files, without limits of addresses.
func tree(t *testing.T, files map[string]string) system {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return system{root, func(int) (uint64, bool) { return 0, false }, &found{}}
}

const (
	mounts2 = "22 1 0:20 / /proc rw - proc proc rw\n30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
	mounts1 = "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n" +
		"35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
	groups1 = "5:cpu:/\n4:memory:/jobs/one\n0::/\n"
)

func TestRoomOfGroups(t *testing.T) {
	for name, c := range map[string]struct {
		files        map[string]string
		memory, most int64
	}{
		"none": {nil, math.MaxInt64, math.MaxInt64},
		"version 2, page cache is free": {map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": mounts2,
			"sys/fs/cgroup/app/memory.max": "1073741824\n", "sys/fs/cgroup/app/memory.current": "629145600\n",
			"sys/fs/cgroup/app/memory.stat": "anon 209715200\nfile 419430400\ninactive_file 314572800\nactive_file 104857600\n",
		}, 1024*mib - 200*mib - 32*mib, 1024 * mib},
		"version 2, the group around it is nearer its limit": {map[string]string{
			"proc/self/cgroup": "0::/user/app\n", "proc/self/mountinfo": mounts2,
			"sys/fs/cgroup/user/app/memory.max": "1073741824\n", "sys/fs/cgroup/user/app/memory.current": "104857600\n",
			"sys/fs/cgroup/user/memory.max": "2147483648\n", "sys/fs/cgroup/user/memory.current": "2042626048\n",
		}, 100*mib - 32*mib, 1024 * mib},
		"version 2, no limit": {map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": mounts2,
			"sys/fs/cgroup/app/memory.max": "max\n", "sys/fs/cgroup/app/memory.current": "104857600\n",
		}, math.MaxInt64, math.MaxInt64},
		"version 2, swap": {map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": mounts2,
			"proc/meminfo":                 "MemTotal: 8388608 kB\nMemAvailable: 8388608 kB\nSwapTotal: 1048576 kB\nSwapFree: 524288 kB\n",
			"sys/fs/cgroup/app/memory.max": "1073741824\n", "sys/fs/cgroup/app/memory.current": "1073741824\n",
			"sys/fs/cgroup/app/memory.swap.max": "max\n", "sys/fs/cgroup/app/memory.swap.current": "0\n",
		}, 512*mib - 32*mib, 1536 * mib},
		"version 2, a container whose folder is the mount": {map[string]string{
			"proc/self/cgroup": "0::/docker/abc\n", "proc/self/mountinfo": "30 22 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n",
			"sys/fs/cgroup/memory.max": "1073741824\n", "sys/fs/cgroup/memory.current": "1048576\n",
		}, 1023*mib - 32*mib, 1024 * mib},
		"version 1": {map[string]string{
			"proc/self/cgroup": groups1, "proc/self/mountinfo": mounts1,
			"sys/fs/cgroup/memory/jobs/one/memory.limit_in_bytes": "1073741824\n", "sys/fs/cgroup/memory/jobs/one/memory.usage_in_bytes": "629145600\n",
			"sys/fs/cgroup/memory/jobs/one/memory.stat":  "cache 419430400\ntotal_inactive_file 314572800\ntotal_active_file 104857600\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
		}, 1024*mib - 200*mib - 32*mib, 1024 * mib},
		"a small group keeps a smaller reserve": {map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": mounts2,
			"sys/fs/cgroup/app/memory.max": "67108864\n", "sys/fs/cgroup/app/memory.current": "0\n",
		}, 60 * mib, 64 * mib},
		"the machine": {map[string]string{
			"proc/meminfo": "MemTotal: 2097152 kB\nMemAvailable: 1048576 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
		}, 1024*mib - 32*mib, 2048 * mib},
		"lines of another kind": {map[string]string{
			"proc/self/cgroup": "nonsense\n::\n", "proc/self/mountinfo": "- -\n30 - cgroup2\n", "proc/meminfo": "MemAvailable:\nMemTotal: x kB\n",
		}, math.MaxInt64, math.MaxInt64},
	} {
		r := tree(t, c.files).room(1)
		assert.Equal(t, c.memory, r.memory, name)
		assert.Equal(t, c.most, r.most, name)
		assert.EqualValues(t, math.MaxInt64, r.addresses, name)
	}
}

func TestRoomOfAddresses(t *testing.T) {
	// 100 000 pages are mapped, 50 000 of them are data.
	s := tree(t, map[string]string{"proc/self/statm": "100000 5000 2000 500 0 50000 0\n"})
	page := int64(os.Getpagesize())
	s.rlimit = func(which int) (uint64, bool) { return 4 << 30, which == 9 } // RLIMIT_AS
	assert.True(t, s.limited())
	r := s.room(1)
	assert.EqualValues(t, 4<<30, r.most)
	assert.Less(t, r.addresses, 4<<30-100_000*page)
	assert.Greater(t, r.addresses, 4<<30-100_000*page-300*mib)
	s.rlimit = func(which int) (uint64, bool) { return 4 << 30, which == 2 } // RLIMIT_DATA
	data := s.room(1)
	assert.Greater(t, data.addresses, r.addresses)
	assert.Less(t, data.addresses, 4<<30-50_000*page)
	s.rlimit = func(int) (uint64, bool) { return 1 << 20, true }
	assert.Zero(t, s.room(1).addresses)
}

// What the system would refuse is refused, and nothing is lost.
func TestAskRefuses(t *testing.T) {
	for range 3 {
		for _, n := range []int{maxBytes, maxBytes + 1, math.MaxInt, 1 << 45} {
			assert.False(t, Ask(n), n)
			_, _, ok := Get(n)
			assert.False(t, ok, n)
			_, ok = Cleared(n)
			assert.False(t, ok, n)
		}
		assert.True(t, Ask(1))
		assert.True(t, Ask(100<<20))
	}
}

func BenchmarkLook(b *testing.B) {
	for b.Loop() {
		credit.Store(0)
		Ask(1 << 20)
	}
}

func BenchmarkAskSmall(b *testing.B) {
	for b.Loop() {
		Ask(100)
	}
}
