package io.qsstream.dashboard.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a list; {@code nextCursor} asks for what follows, absent at the end. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }
}
