package io.qsstream.processor.state;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What was lately put or asked for, as much of it as a budget allows that several share. Not thread-safe. */
public final class Recent<K, E extends Generations.Entry<K>> implements AutoCloseable {

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
    private final ToLongFunction<E> size;
    private final Consumer<E> forgotten;
    private final Generations<K, E> recent = new Generations<>();
    private long held;

    /**
     * @param size what an entry takes of the heap, bytes
     * @param forgotten is told of what had to go for others
     */
    public Recent(Budget budget, ToLongFunction<E> size, Consumer<E> forgotten) {
        this.budget = budget;
        this.size = size;
        this.forgotten = forgotten;
    }

    /** Null where nothing is known. */
    public @Nullable E get(K name) {
        return recent.get(name);
    }

    public void put(E entry) {
        E before = recent.put(entry);
        hold(size.applyAsLong(entry) - sizeOf(before));
        if (budget.held().get() > budget.most() && recent.isRipe()) {
            recent.turn(gone -> {
                hold(-size.applyAsLong(gone));
                forgotten.accept(gone);
            });
        }
    }

    public void remove(K name) {
        hold(-sizeOf(recent.remove(name)));
    }

    private long sizeOf(@Nullable E entry) {
        return entry == null ? 0 : size.applyAsLong(entry);
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
