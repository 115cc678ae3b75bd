package io.qsstream.local.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands between Zoom and the ingest instances: hands connections on in turn, to the next one where one is not there, and
 * does to them what networks do. Answers are what it loses, because that is the worst: the event is stored and nobody knows.
 */
final class FaultProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 500;

    private final List<Integer> backends;
    private final ServerSocket listener;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Random dice = new Random(4);
    private final AtomicLong resets = new AtomicLong();
    private final AtomicLong swallowed = new AtomicLong();

    private volatile Duration latency = Duration.ZERO;
    private volatile double resetShare;
    private volatile double halfOpenShare;
    private volatile boolean refusing;

    FaultProxy(List<Integer> backends) throws IOException {
        this.backends = List.copyOf(backends);
        this.listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("fault-proxy").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Every piece of data waits so long, both ways. */
    void delay(Duration each) {
        latency = each;
    }

    /** This share of answers never arrives: both connections are reset instead. */
    void reset(double share) {
        resetShare = share;
    }

    /** This share of answers, and all that would follow on their connections, vanishes; the connection stays open. */
    void halfOpen(double share) {
        halfOpenShare = share;
    }

    /** Resets every connection, those there are and those to come, until {@link #heal}. */
    void refuse() {
        refusing = true;
        open.forEach(FaultProxy::abort);
    }

    /** No fault any more. */
    void heal() {
        latency = Duration.ZERO;
        resetShare = 0;
        halfOpenShare = 0;
        refusing = false;
    }

    /** Answers lost by a reset so far. */
    long resets() {
        return resets.get();
    }

    /** Answers lost on half-open connections so far. */
    long swallowed() {
        return swallowed.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed, or no descriptor left: the next accept tells.
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        Socket backend = refusing ? null : connect();
        if (backend == null) {
            abort(client);
            open.remove(client);
            return;
        }
        open.add(backend);
        if (refusing) {
            abort(client);
            abort(backend);
        }
        Thread.ofVirtual().start(() -> pump(client, backend, false));
        pump(backend, client, true);
        open.remove(client);
        open.remove(backend);
    }

    /** The next backend that answers; null if none does. */
    private Socket connect() {
        int first = turn.getAndIncrement();
        for (int i = 0; i < backends.size(); i++) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                backends.get(Math.floorMod(first + i, backends.size()))),
                        CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                abort(socket);
            }
        }
        return null;
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1024];
        boolean deaf = false;
        try {
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!latency.isZero()) {
                    Thread.sleep(latency);
                }
                double roll = answers ? roll() : 1;
                if (roll < resetShare) {
                    resets.incrementAndGet();
                    break;
                }
                if (!deaf && roll < resetShare + halfOpenShare) {
                    swallowed.incrementAndGet();
                    deaf = true;
                }
                if (!deaf) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One side is gone; the other is told below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort(from);
        abort(to);
    }

    private double roll() {
        synchronized (dice) {
            return dice.nextDouble();
        }
    }

    /** Without lingering, closing is a reset. */
    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // It is the end.
        }
        open.forEach(FaultProxy::abort);
    }
}
