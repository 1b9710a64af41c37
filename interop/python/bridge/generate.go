package bridge

//go:generate go -C ../../.. run ./interop/python/gen
