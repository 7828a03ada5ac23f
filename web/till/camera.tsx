import { useEffect, useRef } from "preact/hooks";

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type WithDetector = { BarcodeDetector?: new (options: { formats: string[] }) => Detector };

/** Reads bars and squares where the browser can, squares alone elsewhere. */
async function makeReader(): Promise<(video: HTMLVideoElement) => Promise<string | null>> {
  const { BarcodeDetector } = globalThis as WithDetector;
  if (BarcodeDetector) {
    const detector = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: decodeQr } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  return async (video) => {
    canvas.width = 480;
    canvas.height = Math.round((480 * video.videoHeight) / Math.max(1, video.videoWidth));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context || canvas.height === 0) return null;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQr(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      // No code in this picture: the next one.
      return null;
    }
  };
}

export function Camera({ found, failed, label }: { found(code: string): void; failed(): void; label: string }) {
  const place = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let over = false;
    const run = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = place.current;
      if (over || !video) return;
      video.srcObject = stream;
      await video.play();
      const read = await makeReader();
      while (!over) {
        const code = await read(video).catch(() => null);
        if (code && !over) return found(code);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    run().catch(failed);
    return () => {
      over = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [found, failed]);
  return <video ref={place} muted playsInline aria-label={label} />;
}
