package dev.countersign.android.onphone

import android.app.Activity

/** Something for a prompt to stand on. */
class EmptyActivity : Activity()
