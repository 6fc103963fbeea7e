/** A Kafka broker in this process, for homes that have none of their own. */
@NullMarked
package org.wardflow.app.broker;

import org.jspecify.annotations.NullMarked;
