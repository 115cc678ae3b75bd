package io.qsstream.ingest.zoom.ask;

import io.qsstream.ingest.zoom.answer.ZoomAnswer;

/** Answers a question. */
@FunctionalInterface
interface Asker {

    ZoomAnswer ask(Question question) throws InterruptedException;
}
