/** What the API answers, as records whose components are the fields of the JSON. */
@NullMarked
package io.qsstream.dashboard.view;

import org.jspecify.annotations.NullMarked;
