package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.Page;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a list into pages by what the last item looked like, not by its place: a list that changes between two pages
 * repeats nothing and skips nothing that kept its place.
 */
public final class Listing {

    /** A cursor that nobody here made. */
    public static final class UnknownCursor extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Where an item stands: greater numbers first, then by text, then by id.
     *
     * @param id unique in the list
     */
    public record Place(double number, String text, String id) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparingDouble(Place::number)
                .reversed()
                .thenComparing(Place::text)
                .thenComparing(Place::id);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        String cursor() {
            String text = number + "\n" + id + "\n" + this.text;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Place of(String cursor) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", 3);
                return new Place(Double.parseDouble(parts[0]), parts[2], parts[1]);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new UnknownCursor();
            }
        }
    }

    private record Placed<T>(Place place, T item) {}

    /**
     * One page.
     *
     * @param show makes the answer of an item that is on the page; others cost nothing
     * @throws UnknownCursor if the cursor is none of ours
     */
    static <T, V> Page<V> page(
            Stream<T> items, Function<T, Place> placeOf, @Nullable String cursor, int limit, Function<T, V> show) {
        Place after = cursor == null || cursor.isEmpty() ? null : Place.of(cursor);
        List<Placed<T>> rest = items.map(item -> new Placed<>(placeOf.apply(item), item))
                .filter(placed -> after == null || placed.place().compareTo(after) > 0)
                .sorted(Comparator.comparing(Placed::place))
                .limit(limit + 1L)
                .toList();
        List<V> shown = new ArrayList<>();
        for (Placed<T> placed : rest.subList(0, Math.min(limit, rest.size()))) {
            shown.add(show.apply(placed.item()));
        }
        return new Page<>(
                shown, rest.size() > limit ? rest.get(limit - 1).place().cursor() : null);
    }

    private Listing() {}
}
