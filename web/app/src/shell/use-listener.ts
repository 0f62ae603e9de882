// Listens to events inside of an element that is not itself a control, such as a form or a list.
import { useEffect, useEffectEvent, type RefObject } from 'react';

export function useListener<Type extends keyof HTMLElementEventMap>(
  target: RefObject<HTMLElement | null>,
  type: Type,
  listener: (event: HTMLElementEventMap[Type]) => void,
): void {
  const onEvent = useEffectEvent(listener);
  useEffect(() => {
    const element = target.current;
    const handle = (event: HTMLElementEventMap[Type]) => onEvent(event);
    element?.addEventListener(type, handle);
    return () => element?.removeEventListener(type, handle);
  }, [target, type]);
}
