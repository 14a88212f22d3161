// The chapter's tests begin here.
