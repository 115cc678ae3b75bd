/** What runs inside a child process before and around the component's own main. */
@NullMarked
package io.qsstream.local.child;

import org.jspecify.annotations.NullMarked;
