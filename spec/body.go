package spec

func (l *loader) checkBodies(u *Ufunc) {}
func (l *loader) kernelBody(k *Kernel) {}
