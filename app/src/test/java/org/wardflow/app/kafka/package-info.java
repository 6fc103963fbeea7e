@NullMarked
package org.wardflow.app.kafka;

import org.jspecify.annotations.NullMarked;
