// The chapter begins here.
