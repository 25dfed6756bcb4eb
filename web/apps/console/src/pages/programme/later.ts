import { useEffect, useState } from "react";

/** A value that follows once it has not changed for a while: what is asked of the API does not follow each key. */
export function useDebounced<T>(value: T, ms = 350): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}
