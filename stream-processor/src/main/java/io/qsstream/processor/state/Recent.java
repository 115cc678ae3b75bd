package io.qsstream.processor.state;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** What was lately put or asked for, as much of it as a budget allows that several share. Not thread-safe. */
public final class Recent<K, V> implements AutoCloseable {

    /**
     * What several may hold together: a busy one takes what quiet ones leave.
     *
     * @param most bytes
     * @param held bytes, of all
     */
    public record Budget(long most, AtomicLong held) {

        /** So many of so many parts of the heap, for all of the process. */
        public static Budget ofHeap(int some, int parts) {
            return new Budget(Runtime.getRuntime().maxMemory() / parts * some, new AtomicLong());
        }
    }

    private final Budget budget;
    private final ToLongBiFunction<K, V> size;
    private final BiConsumer<K, V> forgotten;
    private final Generations<K, V> recent = new Generations<>();
    private long held;

    /**
     * @param size what an entry takes of the heap, bytes
     * @param forgotten is told of what had to go for others
     */
    public Recent(Budget budget, ToLongBiFunction<K, V> size, BiConsumer<K, V> forgotten) {
        this.budget = budget;
        this.size = size;
        this.forgotten = forgotten;
    }

    /** Null where nothing is known. */
    public @Nullable V get(K key) {
        return recent.get(key);
    }

    public void put(K key, V value) {
        V before = recent.put(key, value);
        hold(size.applyAsLong(key, value) - sizeOf(key, before));
        if (budget.held().get() > budget.most() && recent.isRipe()) {
            recent.turn().forEach((old, gone) -> {
                hold(-size.applyAsLong(old, gone));
                forgotten.accept(old, gone);
            });
        }
    }

    public void remove(K key) {
        hold(-sizeOf(key, recent.remove(key)));
    }

    private long sizeOf(K key, @Nullable V value) {
        return value == null ? 0 : size.applyAsLong(key, value);
    }

    private void hold(long more) {
        held += more;
        budget.held().addAndGet(more);
    }

    /** Forgets all, and tells nobody. */
    @Override
    public void close() {
        recent.clear();
        hold(-held);
    }
}
